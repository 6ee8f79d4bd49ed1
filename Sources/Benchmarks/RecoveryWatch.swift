import Training

/// Finds in what a coordinator says after a kill when training went on.
///
/// A look may see steps that were applied between the one before and the kill; and the killed worker may have
/// handed in its part of the step at work. What counts is the first step applied once the loss is known.
package struct RecoveryWatch {
    package enum Victim: Equatable {
        case worker(pid: Int)
        /// - Parameter checkpoint: the step that its follower begins at.
        case coordinator(pid: Int, checkpoint: Int)
    }

    /// What one look saw.
    package struct Look {
        /// Of the coordinator.
        let pid: Int
        /// Of the workers that it has.
        let workers: [Int]
        /// Updates applied; nil before a run is at work.
        let step: Int?

        package init(pid: Int, workers: [Int], step: Int?) {
            self.pid = pid
            self.workers = workers
            self.step = step
        }

        init(_ status: ClusterStatus) {
            self.init(
                pid: status.coordinator.pid, workers: status.workers.map(\.pid), step: status.job?.step)
        }
    }

    private let victim: Victim
    /// Updates applied when the loss was known.
    private var before: Int?

    package init(of victim: Victim) { self.victim = victim }

    /// Whether it is known that the process is gone.
    package var isNoticed: Bool { before != nil }

    /// Takes in a look.
    ///
    /// - Returns: whether a step has been applied since the loss was known.
    package mutating func hasRecovered(_ look: Look) -> Bool {
        guard let step = look.step else { return false }
        switch victim {
        case .worker(let pid):
            if before == nil, !look.workers.contains(pid) { before = step }
        case .coordinator(let pid, let checkpoint):
            if before == nil, look.pid != pid { before = checkpoint }
        }
        return before.map { step > $0 } ?? false
    }
}
