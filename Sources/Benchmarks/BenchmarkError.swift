import System

/// What can go wrong with a benchmark.
package struct BenchmarkError: CommandError {
    package enum Code: Sendable {
        /// An option has a value that cannot be measured.
        case badOption
        /// A process of the cluster that is measured ended in error.
        case process
        /// What was to be measured did not come in time.
        case timedOut
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var isUsersFault: Bool {
        switch code {
        case .badOption: true
        case .process, .timedOut: false
        }
    }
}
