/// A node of the reduction tree: the contiguous leaves `lower ..< upper` of `leaves` leaves.
///
/// A range of n > 1 leaves splits after its first 2^k leaves, the largest power of two below n. The shape
/// depends on the number of leaves alone, never on who computes them.
package struct TreeNode: Hashable, Sendable {
    package let lower: Int
    package let upper: Int

    package init(_ lower: Int, _ upper: Int) {
        self.lower = lower
        self.upper = upper
    }

    package init(_ range: Range<Int>) { self.init(range.lowerBound, range.upperBound) }

    package var range: Range<Int> { lower..<max(lower, upper) }

    /// The two halves of a node of at least two leaves.
    package var children: (left: TreeNode, right: TreeNode)? {
        let count = upper - lower
        guard count > 1 else { return nil }
        let middle = lower + (1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount))
        return (TreeNode(lower, middle), TreeNode(middle, upper))
    }

    package func contains(_ other: TreeNode) -> Bool { lower <= other.lower && other.upper <= upper }

    func overlaps(_ other: TreeNode) -> Bool { lower < other.upper && other.lower < upper }

    /// The nodes from the root of a tree of `leaves` leaves down to this node, both included; nil if this is
    /// no node of that tree.
    package func path(leaves: Int) -> [TreeNode]? {
        guard leaves > 0, lower >= 0, lower < upper, upper <= leaves else { return nil }
        var node = TreeNode(0, leaves)
        var path = [node]
        while node != self {
            guard let (left, right) = node.children else { return nil }
            if left.contains(self) {
                node = left
            } else if right.contains(self) {
                node = right
            } else {
                return nil
            }
            path.append(node)
        }
        return path
    }

    /// The largest whole nodes that make up `range` in a tree of `leaves` leaves, from left to right.
    package static func maximalNodes(in range: Range<Int>, leaves: Int) -> [TreeNode] {
        var nodes: [TreeNode] = []
        func visit(_ node: TreeNode) {
            if range.isEmpty || node.upper <= range.lowerBound || range.upperBound <= node.lower { return }
            if range.lowerBound <= node.lower && node.upper <= range.upperBound {
                nodes.append(node)
            } else if let (left, right) = node.children {
                visit(left)
                visit(right)
            }
        }
        if leaves > 0 { visit(TreeNode(0, leaves)) }
        return nodes
    }
}
