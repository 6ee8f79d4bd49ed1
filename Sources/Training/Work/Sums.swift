/// What has come in of a piece of work: the sums that count, and those that wait for a second opinion.
package struct Sums: Sendable {
    /// What an arriving node did.
    package enum Outcome: Sendable {
        /// It counts, or would count if it were not there already; or the tree has no such node.
        case inserted(ReductionTree<NodeSum>.Insertion)
        /// It waits for another worker's answer.
        case held
        /// Two workers agree: their value counts, and whoever sent another one computes wrongly.
        case decided(agreed: [String], liars: [String])
    }

    private var tree: ReductionTree<NodeSum>
    /// Nodes that wait for a second opinion, from left to right.
    package private(set) var audits: [Audit] = []
    /// Whether every node needs a second opinion: the sum of all was not finite at the first attempt.
    package let isDoubleChecked: Bool

    package init(leaves: Int, isDoubleChecked: Bool) {
        tree = ReductionTree(leaves: leaves)
        self.isDoubleChecked = isDoubleChecked
    }

    package var leaves: Int { tree.leaves }

    /// For each leaf, whether some answer is there for it, checked or not.
    package var answered: [Bool] {
        guard !audits.isEmpty else { return tree.isCovered }
        var answered = tree.isCovered
        for audit in audits { for leaf in audit.node.range { answered[leaf] = true } }
        return answered
    }

    package func audit(of node: TreeNode) -> Audit? { audits.first { $0.node == node } }

    /// Takes in a worker's answer.
    ///
    /// - Parameters:
    ///   - isAudited: whether it needs a second opinion; one for a node that overlaps a disputed one always
    ///     does.
    package mutating func take(
        _ value: NodeSum, at node: TreeNode, from worker: String, isAudited: Bool, at now: Instant
    ) -> Outcome {
        if let index = audits.firstIndex(where: { $0.node == node }) {
            audits[index].add(value, from: worker)
            if planted(.disputesEndWithTheFirstAnswer), audits[index].isDisputed { accept(node) }
            guard index < audits.count, let verdict = audits[index].verdict else { return .held }
            audits.remove(at: index)
            _ = insert(verdict.value, at: node)
            return .decided(agreed: verdict.agreed, liars: verdict.liars)
        }
        let isNews = node.path(leaves: tree.leaves) != nil && node.range.contains { !tree.isCovered[$0] }
        if planted(.auditedSumsCountAtOnce) { return .inserted(insert(value, at: node)) }
        if isNews, isAudited || audits.contains(where: { $0.isDisputed && $0.node.overlaps(node) }) {
            let place = audits.firstIndex { $0.node.lower > node.lower } ?? audits.endIndex
            audits.insert(Audit(node: node, since: now, first: value, from: worker), at: place)
            return .held
        }
        return .inserted(insert(value, at: node))
    }

    /// Takes note that a worker has been asked for a second opinion.
    package mutating func asked(_ worker: String, about node: TreeNode) {
        guard let index = audits.firstIndex(where: { $0.node == node }) else { return }
        audits[index].asked(worker)
    }

    /// Lets an answer count that nobody else is there to check.
    package mutating func accept(_ node: TreeNode) {
        guard let index = audits.firstIndex(where: { $0.node == node }) else { return }
        let audit = audits.remove(at: index)
        if let first = audit.answers.first { _ = insert(first.value, at: node) }
    }

    /// Removes and returns the sum over all leaves, once every leaf is covered.
    package mutating func takeRoot() -> NodeSum? { tree.takeRoot() }

    private mutating func insert(_ value: NodeSum, at node: TreeNode) -> ReductionTree<NodeSum>.Insertion {
        let insertion = tree.insert(value, at: node)
        // What others have covered meanwhile needs no opinion any more, unless it is disputed.
        if insertion == .used, !audits.isEmpty {
            audits.removeAll { !$0.isDisputed && $0.node.range.allSatisfy { tree.isCovered[$0] } }
        }
        return insertion
    }
}
