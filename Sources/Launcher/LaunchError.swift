import System

/// What can go wrong with a local cluster, and for whoever asks a coordinator something.
package struct LaunchError: CommandError {
    package enum Code: Sendable {
        /// A process of the cluster could not start, or ended in error.
        case process
        /// No coordinator is there.
        case unreachable
        /// What was waited for did not come in time.
        case timedOut
        /// The coordinator turned a request down.
        case refused
        /// A coordinator has the state directory.
        case inUse
        /// A job file or run that is not there.
        case notFound
        /// A request that contradicts itself, or that nothing can satisfy.
        case badRequest
        /// Somebody stopped it.
        case interrupted
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var isUsersFault: Bool {
        switch code {
        case .refused, .inUse, .notFound, .badRequest: true
        case .process, .unreachable, .timedOut, .interrupted: false
        }
    }
}
