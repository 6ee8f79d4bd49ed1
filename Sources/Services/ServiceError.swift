import System

/// What can be wrong with what a coordinator or worker is told.
package struct ServiceError: CommandError, Equatable, CustomStringConvertible {
    package enum Code: Sendable {
        /// An option that cannot be, or that needs another.
        case badOption
        /// Data that nobody has asked for.
        case unexpected
    }

    package let code: Code
    /// What went wrong, with the offending value, and what was allowed.
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Errors are equal when their codes are.
    package static func == (left: ServiceError, right: ServiceError) -> Bool { left.code == right.code }

    package var description: String { message }

    package var isUsersFault: Bool {
        switch code {
        case .badOption: true
        case .unexpected: false
        }
    }
}
