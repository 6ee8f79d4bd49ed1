package import Jobs

/// The sum over a node's samples, as a worker hands it in.
package struct Delivery: Sendable {
    package let run: String
    package let purpose: Purpose
    package let step: Int
    package let node: TreeNode
    package let sum: NodeSum
    /// Time that a thread spent on each leaf of the node, summed.
    package let computeTime: Duration

    package init(_ gradient: Gradient) {
        run = gradient.run
        purpose = .train
        step = gradient.step
        node = gradient.node
        sum = NodeSum(gradient: gradient.partial, loss: gradient.loss, samples: gradient.samples)
        computeTime = gradient.computeTime
    }

    package init(_ evaluation: Evaluation) {
        run = evaluation.run
        purpose = evaluation.purpose
        step = evaluation.step
        node = evaluation.node
        sum = NodeSum(evaluation.sums)
        computeTime = evaluation.computeTime
    }

    /// What to call it where it fits nothing.
    package var inWords: String {
        purpose == .train
            ? "a gradient of \(sum.gradient.count) numbers over \(sum.samples) samples that fits no node of "
                + "this step"
            : "metric sums over \(sum.samples) samples that fit no node of this evaluation"
    }
}
