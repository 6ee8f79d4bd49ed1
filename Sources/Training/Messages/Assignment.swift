package import Jobs
package import Neural

/// A contiguous range of microbatches (for `train`) or evaluation slices, to be computed by one worker.
package struct Assignment: Sendable, Equatable {
    package let run: String
    package let step: Int
    package let purpose: Purpose
    package let microbatches: Range<Int>
    /// A number that no other weights of the run have, such as that of the updates that made them.
    package let weightsVersion: Int
    /// The P weights; nil where the worker already holds this version.
    package let weights: Vector?

    package init(
        run: String, step: Int, purpose: Purpose, microbatches: Range<Int>, weightsVersion: Int,
        weights: Vector?
    ) {
        self.run = run
        self.step = step
        self.purpose = purpose
        self.microbatches = microbatches
        self.weightsVersion = weightsVersion
        self.weights = weights
    }
}
