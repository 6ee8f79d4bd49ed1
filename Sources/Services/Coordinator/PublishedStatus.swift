import Synchronization
package import Training

/// A coordinator's newest status, for whoever wants to know it, on any thread: nobody has to ask the loop.
package final class PublishedStatus: Sendable {
    private let newest = Mutex<ClusterStatus?>(nil)

    package init() {}

    /// At most `Limits.tick` old while the coordinator is awake; nil before its first tick.
    package var latest: ClusterStatus? { newest.withLock { $0 } }

    func publish(_ status: ClusterStatus) { newest.withLock { $0 = status } }
}
