package import Neural

/// One whole node of a training step's reduction tree.
package struct Gradient: Sendable, Equatable {
    package let run: String
    package let step: Int
    package let node: TreeNode
    package let samples: Int
    /// Sum over the node's samples.
    package let loss: Double
    /// Time that a thread spent on each microbatch of the node, summed.
    package let computeTime: Duration
    /// The sum of the gradients of the node's samples: P numbers.
    package let partial: Vector

    package init(
        run: String, step: Int, node: TreeNode, samples: Int, loss: Double, computeTime: Duration,
        partial: Vector
    ) {
        self.run = run
        self.step = step
        self.node = node
        self.samples = samples
        self.loss = loss
        self.computeTime = computeTime
        self.partial = partial
    }
}
