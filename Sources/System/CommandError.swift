/// An error that ends a command with a sentence and an exit code.
package protocol CommandError: Error {
    /// Whether the input or the way of calling is what has to change: bad input, rather than a machine that
    /// cannot.
    var isUsersFault: Bool { get }
}
