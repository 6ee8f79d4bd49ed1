/// Where a run stands, for people, files and other programs alike.
package enum RunState: String, Codable, Sendable, CaseIterable {
    /// Accepted; not begun.
    case queued
    /// A coordinator is at work on it, or died over it and will go on when it is started again. A coordinator
    /// that can be asked says more: one of the next four.
    case running
    /// At work, but no worker is ready for it.
    case waiting
    case training
    case validating
    case testing
    /// All epochs done, or stopped early by its own settings.
    case finished
    /// It cannot go on: a loss or gradient that is not finite, data that have gone.
    case failed
    /// Stopped by a signal or with the coordinator; can be resumed.
    case interrupted
    /// Given up by the user.
    case cancelled

    /// Whether nothing more comes of it.
    package var isEnded: Bool {
        switch self {
        case .queued, .running, .waiting, .training, .validating, .testing, .interrupted: false
        case .finished, .failed, .cancelled: true
        }
    }
}

/// Where a worker stands, as its coordinator sees it.
package enum WorkerStatus: String, Codable, Sendable, CaseIterable {
    /// No job has been named to it.
    case idle
    /// It fetches the data or sets up for the job.
    case preparing
    /// Ready for work; has none in hand.
    case waiting
    case computing
    /// It computed wrong bits, and gets no work.
    case quarantined
}
