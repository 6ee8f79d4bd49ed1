/// The coordinator has set memory aside that a worker on the same machine can share with it for a run's
/// vectors.
package struct MemoryOffer: Sendable, Equatable {
    package let run: String
    /// Another one for each memory that a coordinator sets aside for a worker's partials.
    package let memory: Int
    /// P, numbers of each vector.
    package let numbers: Int
    /// Where the worker opens the memory for its partials.
    package let partials: String
    /// Vectors that the memory for partials has room for.
    package let slots: Int
    /// Where the worker opens the memory with the weights.
    package let weights: String
    /// Tells these two memories from any others that the paths may lead to.
    package let token: UInt64

    package init(
        run: String, memory: Int, numbers: Int, partials: String, slots: Int, weights: String, token: UInt64
    ) {
        self.run = run
        self.memory = memory
        self.numbers = numbers
        self.partials = partials
        self.slots = slots
        self.weights = weights
        self.token = token
    }
}
