/// A sign of life. The coordinator answers each with one of its own.
package struct Heartbeat: Sendable, Equatable {
    package let state: WorkerState
    package let step: Int

    package init(state: WorkerState, step: Int) {
        self.state = state
        self.step = step
    }
}

/// What a worker is doing, as it tells others.
package enum WorkerState: Int, Sendable, CaseIterable {
    /// Joined; no job yet.
    case idle = 1
    /// Fetching the data or setting up for a job.
    case preparing = 2
    /// Ready for work; has none in hand.
    case waiting = 3
    /// Computing microbatches.
    case computing = 4
}
