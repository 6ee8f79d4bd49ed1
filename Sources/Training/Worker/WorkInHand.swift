import Jobs

/// An assignment being computed: adds results up and hands out whole nodes as they complete.
struct WorkInHand: Sendable {
    let computation: Computation
    private var sums: ReductionTree<NodeSum>
    /// Nodes still to be handed out.
    private var waiting: [TreeNode]
    private var times: [Int: Duration] = [:]

    /// - Parameter leaves: leaves of the whole step's tree, of which the assignment is a range.
    init(computation: Computation, leaves: Int) {
        self.computation = computation
        waiting = TreeNode.maximalNodes(in: computation.leaves, leaves: leaves)
        sums = ReductionTree(leaves: leaves)
    }

    /// Whether every node has been handed out.
    var isDone: Bool { waiting.isEmpty }

    /// Adds a result in its place; returns the message for the node that it completes, if it does.
    mutating func take(_ result: LeafResult) -> Message? {
        guard let index = waiting.firstIndex(where: { $0.contains(result.node) }) else { return nil }
        times[result.node.lower] = result.computeTime
        _ = sums.insert(result.sum, at: result.node)
        guard let sum = sums.take(waiting[index]) else { return nil }
        return message(with: sum, of: waiting.remove(at: index))
    }

    private func message(with sum: NodeSum, of node: TreeNode) -> Message {
        let time = node.range.reduce(Duration.zero) { $0 + (times[$1] ?? .zero) }
        switch computation.purpose {
        case .train:
            return .gradient(
                Gradient(
                    run: computation.run, step: computation.step, node: node, samples: sum.samples,
                    loss: sum.loss, computeTime: time, partial: sum.gradient))
        case .validate, .test:
            return .evaluation(
                Evaluation(
                    run: computation.run, step: computation.step, purpose: computation.purpose, node: node,
                    sums: sum.metrics, computeTime: time))
        }
    }
}
