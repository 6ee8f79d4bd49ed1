/// What a node of the reduction tree holds: something that can be added to its right neighbour.
package protocol Reducible: Sendable {
    /// Adds the node beside this one. Left + right must be the same bits as right + left.
    mutating func add(_ sibling: Self)
    /// Whether two values are the same to the last bit; unlike equality, this holds for a NaN, too.
    func hasSameBits(as other: Self) -> Bool
}

/// Sums over a fixed tree of leaves, whatever order the nodes arrive in.
///
/// Each sum is left + right along the tree's shape (`TreeNode`), so the root has the same bits whoever added
/// which part and when. A node that is already covered is ignored: it holds the same bits.
package struct ReductionTree<Value: Reducible>: Sendable {
    /// What an arriving node did.
    package enum Insertion: Sendable, Equatable {
        /// It counts.
        case used
        /// All of its leaves were there already.
        case redundant
        /// The tree has no such node.
        case noSuchNode
    }

    /// Leaves of the tree, at least 1.
    package let leaves: Int
    /// For each leaf, whether it is part of a node that has arrived.
    package private(set) var isCovered: [Bool]
    package private(set) var coveredCount = 0
    private var values: [TreeNode: Value] = [:]

    package init(leaves: Int) {
        precondition(leaves > 0, "a reduction tree has at least one leaf")
        self.leaves = leaves
        isCovered = Array(repeating: false, count: leaves)
    }

    /// The sum over all leaves, once every leaf is covered.
    package var root: Value? { values[TreeNode(0, leaves)] }

    /// Removes and returns the sum over all leaves, once every leaf is covered.
    package mutating func takeRoot() -> Value? { take(TreeNode(0, leaves)) }

    /// Puts a node's value in its place and adds up what can be added up.
    package mutating func insert(_ value: Value, at node: TreeNode) -> Insertion {
        guard let path = node.path(leaves: leaves) else { return .noSuchNode }
        if path.contains(where: { values[$0] != nil }) {
            if planted(.leavesCountTwice) { values[node]?.add(value) }
            return .redundant
        }
        let before = coveredCount
        for leaf in node.range where !isCovered[leaf] {
            isCovered[leaf] = true
            coveredCount += 1
        }
        if coveredCount == before { return .redundant }
        if before > 0 { values = values.filter { !node.contains($0.key) } }
        complete(value, along: path)
        return .used
    }

    /// Removes and returns the value of a complete node.
    package mutating func take(_ node: TreeNode) -> Value? { values.removeValue(forKey: node) }

    /// Adds `value` to its sibling, their sum to its sibling and so on, as far as siblings have arrived.
    private mutating func complete(_ value: Value, along path: [TreeNode]) {
        var value = value
        var depth = path.count - 1
        while depth > 0, let (left, right) = path[depth - 1].children {
            // Whichever side came first takes the other in: it has no other owner, so its memory can change.
            guard var sibling = values.removeValue(forKey: path[depth] == left ? right : left) else { break }
            sibling.add(value)
            value = sibling
            depth -= 1
        }
        values[path[depth]] = value
    }
}
