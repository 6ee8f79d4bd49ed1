import TestJobs
import Testing
import Training

/// Cuts at the tree's joints.
@Suite struct SharesNodesTests {
    private func partials(_ sizes: [Int], leaves: Int) -> Int {
        var first = 0
        return sizes.reduce(0) { count, size in
            defer { first += size }
            return count + TreeNode.maximalNodes(in: first..<first + size, leaves: leaves).count
        }
    }

    private func end(_ sizes: [Int], _ takers: [Shares.Taker], leaves: Int) -> Double {
        var first = 0
        return zip(sizes, takers).map { size, taker in
            defer { first += size }
            let count = TreeNode.maximalNodes(in: first..<first + size, leaves: leaves).count
            return size == 0 ? 0 : taker.delay + Double(size) / taker.speed + Double(count) * taker.sending
        }
        .max() ?? 0
    }

    @Test func equalShares_thatAreNodes_stayAsTheyAre() {
        let takers = (0..<4).map { _ in Shares.Taker(speed: 1) }
        #expect(Shares.rounded([4, 4, 4, 4], of: 0..<16, leaves: 16, takers: takers) == [4, 4, 4, 4])
    }

    @Test func cut_isMovedToAJointThatIsHardlyLater() {
        // Of 1,000 leaves half and half; 512 are one node, and 488 end 2.4 % earlier.
        let takers = [Shares.Taker(speed: 1.024), Shares.Taker(speed: 0.976)]
        #expect(Shares.rounded([511, 489], of: 0..<1000, leaves: 1000, takers: takers) == [512, 488])
    }

    @Test func cut_staysWhereAJointWouldTakeTooLong() {
        let takers = [Shares.Taker(speed: 1), Shares.Taker(speed: 1)]
        #expect(Shares.rounded([5, 5], of: 0..<10, leaves: 10, takers: takers) == [5, 5])
    }

    @Test func cut_isMovedFurtherWhereSendingIsDear() {
        // 5 leaves of 10 are two partials on either side; 8 and 2 are one each.
        let takers = (0..<2).map { _ in Shares.Taker(speed: 1, sending: 4) }
        #expect(Shares.rounded([5, 5], of: 0..<10, leaves: 10, takers: takers) == [8, 2])
    }

    @Test func whoeverGetsNothing_goesOnGettingNothing() {
        let takers = (0..<3).map { _ in Shares.Taker(speed: 1, sending: 4) }
        #expect(Shares.rounded([5, 0, 5], of: 0..<10, leaves: 10, takers: takers) == [8, 0, 2])
    }

    @Test func part_isCutWithinItsBounds() {
        let takers = (0..<2).map { _ in Shares.Taker(speed: 1, sending: 2) }
        let sizes = Shares.rounded([3, 3], of: 6..<12, leaves: 16, takers: takers)
        #expect(sizes == [2, 4])
    }

    /// Never more partials, never more than 2 % later, never a leaf more or less.
    @Test func randomShares_keepWhatIsPromised() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<400 {
            let count = Int.random(in: 1...9, using: &random)
            let leaves = Int.random(in: 1...200, using: &random)
            let takers = (0..<count).map { _ in
                Shares.Taker(
                    speed: Double.random(in: 0.2...3, using: &random),
                    delay: Double.random(in: 0...2, using: &random),
                    sending: Double.random(in: 0...1, using: &random))
            }
            let sizes = Shares.earliest(leaves, speeds: takers.map(\.speed), delays: takers.map(\.delay))
            let rounded = Shares.rounded(sizes, of: 0..<leaves, leaves: leaves, takers: takers)
            #expect(rounded.reduce(0, +) == leaves && rounded.allSatisfy { $0 >= 0 })
            #expect(partials(rounded, leaves: leaves) <= partials(sizes, leaves: leaves))
            let (before, after) = (end(sizes, takers, leaves: leaves), end(rounded, takers, leaves: leaves))
            #expect(after <= before * 1.02 + 1e-9)
        }
    }
}
