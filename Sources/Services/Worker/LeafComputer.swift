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

extension LeafComputer {
    /// The sum of a leaf of a computation; a gradient is written to a vector of `partials`.
    func sum(of leaf: Int, of computation: Computation, partials: (Int) -> Vector) -> NodeSum {
        switch computation.purpose {
        case .train:
            gradient(
                step: computation.step, microbatch: leaf, weights: computation.weights,
                into: partials(computation.weights.count))
        case .validate, .test:
            NodeSum(metrics(computation.purpose, slice: leaf, weights: computation.weights))
        }
    }
}

/// Computes all leaves of an assignment at once, for one thread.
package protocol AssignmentComputer: AnyObject {
    /// The sums of nodes that together are `leaves`, in ascending order.
    ///
    /// - Parameter partials: gives a vector of so many numbers for each gradient.
    func sums(
        of leaves: Range<Int>, of computation: Computation, partials: (Int) -> Vector
    ) -> [(node: TreeNode, sum: NodeSum)]
    /// Prepares what most likely comes after a computation, while nobody waits.
    func prepare(for computation: Computation)
}

/// How a worker's threads compute a job; each makes what computes for it when it first needs it.
package enum Computing: Sendable {
    /// Side by side, each a leaf at a time.
    case byLeaf(@Sendable () -> any LeafComputer)
    /// One of them, all leaves at once.
    case together(@Sendable () -> any AssignmentComputer)

    /// On this machine's processor.
    package static func onProcessor(_ job: PreparedJob) -> Computing {
        .byLeaf { MicrobatchComputer(plan: job.plan, series: job.series) }
    }
}
