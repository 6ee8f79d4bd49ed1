/// The coordinator admits a worker.
package struct Welcome: Sendable, Equatable {
    /// How often each side sends a heartbeat.
    package let heartbeatInterval: Duration
    /// How long a worker goes on waiting for a coordinator that has fallen silent.
    package let graceTime: Duration

    package init(heartbeatInterval: Duration, graceTime: Duration) {
        self.heartbeatInterval = heartbeatInterval
        self.graceTime = graceTime
    }
}
