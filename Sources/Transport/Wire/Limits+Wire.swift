import Training

/// The bounds on single fields of a message.
extension Limits {
    /// Characters of a path (Linux: PATH_MAX).
    static let pathCharacters = 4096
    /// Characters of a text that explains something to a person. Longer ones are cut off when sent.
    static let textCharacters = 4096
    /// Most that a step, version or number of samples can be: far beyond any run, and sums and small
    /// multiples of it stay far from overflow.
    static let counter = 1 << 48
    /// Most partials in one shared memory: those of a worker with as many threads as it may have.
    static let mostSharedSlots = 4096
    /// Longest interval or computing time in a message.
    static let duration = Duration.seconds(365 * 24 * 3600)
}
