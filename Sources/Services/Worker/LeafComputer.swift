package import Jobs
package import Neural
package import Series
package import Training

/// Computes microbatches and slices, one at a time, for one thread.
package protocol LeafComputer: AnyObject {
    /// The gradient sum of one microbatch, written to `gradient`.
    func gradient(
        step: Int, microbatch: Int, weights: Vector, into gradient: consuming Vector
    ) -> NodeSum
    /// The metric sums of one slice of validation or test.
    func metrics(_ purpose: Purpose, slice: Int, weights: Vector) -> MetricSums
}

extension MicrobatchComputer: LeafComputer {}
