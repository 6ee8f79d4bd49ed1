/// When checkpoints are written: one at a time, and the newest state as soon as there is room for another.
package struct CheckpointSchedule: Sendable {
    private enum State: Sendable {
        case idle
        /// One is being written.
        case writing
        /// Another is wanted as soon as the one under way is written.
        case writingAndWanted
    }

    private var state = State.idle
    /// When the last one was asked for, or the run began.
    private var askedAt: Instant
    /// The step of the newest one that is safely on disk.
    package private(set) var savedStep: Int?
    /// Why the newest one could not be written; nil when all is well.
    package private(set) var problem: String?

    package init(at now: Instant) { askedAt = now }

    package var isWriting: Bool {
        switch state {
        case .idle: false
        case .writing, .writingAndWanted: true
        }
    }

    /// Whether the last one is so old that another is wanted.
    package func isDue(at now: Instant) -> Bool { askedAt + Limits.checkpointInterval <= now }

    /// Asks for a checkpoint.
    ///
    /// - Returns: whether it is to be written now; else as soon as the one under way is.
    package mutating func request(at now: Instant) -> Bool {
        askedAt = now
        if isWriting, !planted(.checkpointsOverlap) {
            state = .writingAndWanted
            return false
        }
        state = .writing
        return true
    }

    /// Takes in that the checkpoint under way was written, or could not be.
    ///
    /// - Returns: whether another is wanted.
    package mutating func written(step: Int, problem: String?) -> Bool {
        self.problem = problem
        if problem == nil { savedStep = step }
        guard !planted(.checkpointsAreNeverDone) else { return false }
        defer { state = .idle }
        switch state {
        case .idle, .writing: return false
        case .writingAndWanted: return true
        }
    }
}
