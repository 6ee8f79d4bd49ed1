import Neural
import TestJobs
import Testing
import Training

/// The reduction tree: its shape, and sums whose bits do not depend on the order of arrival.
@Suite struct ReductionTreeTests {
    /// Adds like Float32 does: not associatively.
    struct Number: Reducible, Equatable {
        var value: Float
        func hasSameBits(as other: Number) -> Bool { self == other }
        mutating func add(_ right: Number) { value += right.value }
    }

    @Test(arguments: [(1, 0), (2, 1), (3, 2), (4, 2), (5, 4), (8, 4), (9, 8), (1000, 512)])
    func rangeSplitsAfterTheLargestPowerOfTwoBelowIt(leaves: Int, left: Int) {
        let children = TreeNode(0, leaves).children
        #expect(children?.left.upper ?? 0 == left)
        #expect(TreeNode(10, 10 + leaves).children?.right.lower ?? 10 == 10 + left)
    }

    @Test func nodesThatAreNotInTheTreeHaveNoPath() {
        #expect(TreeNode(1, 3).path(leaves: 4) == nil)
        #expect(TreeNode(0, 5).path(leaves: 4) == nil)
        #expect(TreeNode(-1, 1).path(leaves: 4) == nil)
        #expect(TreeNode(2, 2).path(leaves: 4) == nil)
        #expect(TreeNode(2, 4).path(leaves: 4)?.count == 2)
    }

    @Test func maximalNodesCoverARangeWithoutOverlap() {
        for leaves in 1...17 {
            for lower in 0..<leaves {
                for upper in (lower + 1)...leaves {
                    let nodes = TreeNode.maximalNodes(in: lower..<upper, leaves: leaves)
                    #expect(nodes.flatMap(\.range) == Array(lower..<upper))
                    #expect(nodes.allSatisfy { $0.path(leaves: leaves) != nil })
                    for node in nodes {
                        guard let parent = node.path(leaves: leaves)?.dropLast().last else { continue }
                        #expect(!(lower <= parent.lower && parent.upper <= upper), "a whole parent was cut")
                    }
                }
            }
        }
    }

    @Test(arguments: 1...19)
    func rootHasTheSameBitsInAnyOrderOfArrivalAndForAnyDivision(leaves: Int) {
        let values = (0..<leaves).map { Float($0 % 5 == 0 ? 1e7 : 0.1) * Float($0 + 1) }
        let expected = sum(values, TreeNode(0, leaves))
        var generator = SeededGenerator(seed: UInt64(leaves))
        for _ in 0..<50 {
            var tree = ReductionTree<Number>(leaves: leaves)
            for node in randomDivision(leaves: leaves, &generator).shuffled(using: &generator) {
                #expect(tree.insert(Number(value: sum(values, node)), at: node) == .used)
            }
            #expect(tree.root?.value.bitPattern == expected.bitPattern)
            #expect(tree.coveredCount == leaves)
        }
    }

    @Test func nodesThatComeTwiceOrInPartsChangeNothing() {
        let values: [Float] = [1e8, 1, -1e8, 3, 5]
        var tree = ReductionTree<Number>(leaves: 5)
        #expect(tree.insert(Number(value: 1), at: TreeNode(1, 2)) == .used)
        #expect(tree.insert(Number(value: 1), at: TreeNode(1, 2)) == .redundant)
        #expect(tree.insert(Number(value: sum(values, TreeNode(0, 4))), at: TreeNode(0, 4)) == .used)
        #expect(tree.insert(Number(value: 99), at: TreeNode(2, 4)) == .redundant)
        #expect(tree.insert(Number(value: 99), at: TreeNode(1, 3)) == .noSuchNode)
        #expect(tree.root == nil)
        #expect(tree.insert(Number(value: 5), at: TreeNode(4, 5)) == .used)
        #expect(tree.root?.value == sum(values, TreeNode(0, 5)))
        #expect(tree.insert(Number(value: 5), at: TreeNode(0, 5)) == .redundant)
    }

    private func sum(_ values: [Float], _ node: TreeNode) -> Float {
        guard let (left, right) = node.children else { return values[node.lower] }
        return sum(values, left) + sum(values, right)
    }

    /// The maximal nodes of contiguous shares, as workers would send them.
    private func randomDivision(leaves: Int, _ generator: inout SeededGenerator) -> [TreeNode] {
        var nodes: [TreeNode] = []
        var lower = 0
        while lower < leaves {
            let upper = Int.random(in: (lower + 1)...leaves, using: &generator)
            nodes += TreeNode.maximalNodes(in: lower..<upper, leaves: leaves)
            lower = upper
        }
        return nodes
    }
}
