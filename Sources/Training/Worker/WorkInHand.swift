import Series

/// An assignment being computed: adds results up and hands out whole nodes as they complete.
struct WorkInHand: Sendable {
    let computation: Computation
    private var sums: Sums
    /// Nodes still to be handed out.
    private var waiting: [TreeNode]
    private var times: [Int: Duration] = [:]

    private enum Sums: Sendable {
        case gradients(ReductionTree<GradientSum>)
        case metrics(ReductionTree<MetricSums>)
    }

    /// - Parameter leaves: leaves of the whole step's tree, of which the assignment is a range.
    init(computation: Computation, leaves: Int) {
        self.computation = computation
        waiting = TreeNode.maximalNodes(in: computation.leaves, leaves: leaves)
        sums =
            computation.purpose == .train
            ? .gradients(ReductionTree(leaves: leaves)) : .metrics(ReductionTree(leaves: leaves))
    }

    /// Whether every node has been handed out.
    var isDone: Bool { waiting.isEmpty }

    /// Adds a result in its place; returns the message for the node that it completes, if it does.
    mutating func take(_ result: LeafResult) -> Message? {
        guard let index = waiting.firstIndex(where: { $0.range.contains(result.leaf) }) else { return nil }
        times[result.leaf] = result.computeTime
        let leaf = TreeNode(result.leaf, result.leaf + 1)
        let node = waiting[index]
        switch (result.value, sums) {
        case (.gradient(let value), .gradients(var tree)):
            sums = .metrics(ReductionTree(leaves: 1))  // so that `tree` is the only owner while it changes
            _ = tree.insert(value, at: leaf)
            let sum = tree.take(node)
            sums = .gradients(tree)
            guard let sum else { return nil }
            waiting.remove(at: index)
            return .gradient(
                Gradient(
                    run: computation.run, step: computation.step, node: node, samples: sum.samples,
                    loss: sum.loss,
                    computeTime: time(of: node), partial: sum.gradient))
        case (.metrics(let value), .metrics(var tree)):
            _ = tree.insert(value, at: leaf)
            let sum = tree.take(node)
            sums = .metrics(tree)
            guard let sum else { return nil }
            waiting.remove(at: index)
            return .evaluation(
                Evaluation(
                    run: computation.run, step: computation.step, purpose: computation.purpose, node: node,
                    sums: sum,
                    computeTime: time(of: node)))
        case (.gradient, .metrics), (.metrics, .gradients):
            return nil
        }
    }

    private func time(of node: TreeNode) -> Duration {
        node.range.reduce(.zero) { $0 + (times[$1] ?? .zero) }
    }
}
