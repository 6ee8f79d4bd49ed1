/// An error that ends a command with a sentence and an exit code. Errors are equal when their codes are.
package protocol CommandError: Error, Equatable, CustomStringConvertible {
    associatedtype Code: Equatable, Sendable

    var code: Code { get }
    /// What went wrong, with the offending value, and what was allowed.
    var message: String { get }
    /// Whether the input or the way of calling is what has to change: bad input, rather than a machine that
    /// cannot.
    var isUsersFault: Bool { get }
}

extension CommandError {
    package static func == (left: Self, right: Self) -> Bool { left.code == right.code }

    package var description: String { message }
}
