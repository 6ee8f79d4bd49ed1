package import System
package import Training

extension RunState {
    /// Ends a command that waited for a run with the exit code that tells how the run ended.
    ///
    /// - Throws: `CommandEnd` unless the run is finished.
    package func throwUnlessFinished() throws(CommandEnd) {
        switch self {
        case .finished: return
        case .interrupted: throw CommandEnd(ExitStatus.interrupted)
        case .failed, .cancelled, .queued, .running, .waiting, .training, .validating, .testing:
            throw CommandEnd(ExitStatus.failed)
        }
    }
}
