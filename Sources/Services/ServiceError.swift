import System

/// What can be wrong with what a coordinator or worker is told.
package struct ServiceError: CommandError {
    package enum Code: Sendable {
        /// An option that cannot be, or that needs another.
        case badOption
        /// Data that nobody has asked for.
        case unexpected
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
        case .unexpected: false
        }
    }
}
