package import Jobs
package import Neural

/// A range of microbatches or slices to be computed with given weights, each by itself.
package struct Computation: Sendable, Equatable {
    package let run: String
    package let purpose: Purpose
    package let step: Int
    package let leaves: Range<Int>
    /// P numbers.
    package let weights: Vector

    package init(run: String, purpose: Purpose, step: Int, leaves: Range<Int>, weights: Vector) {
        self.run = run
        self.purpose = purpose
        self.step = step
        self.leaves = leaves
        self.weights = weights
    }

    /// Whether a result of this computation belongs to `other`, too.
    package func isSameWork(as other: Computation) -> Bool {
        run == other.run && purpose == other.purpose && step == other.step && leaves == other.leaves
    }
}

/// What came out of one leaf of a computation, or of several that are a node of its tree.
package struct LeafResult: Sendable {
    package let node: TreeNode
    package let sum: NodeSum
    /// Time that threads spent on it.
    package let computeTime: Duration

    package init(leaf: Int, sum: NodeSum, computeTime: Duration) {
        self.init(node: TreeNode(leaf, leaf + 1), sum: sum, computeTime: computeTime)
    }

    package init(node: TreeNode, sum: NodeSum, computeTime: Duration) {
        self.node = node
        self.sum = sum
        self.computeTime = computeTime
    }
}
