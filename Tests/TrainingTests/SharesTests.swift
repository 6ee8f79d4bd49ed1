import Testing
import Training

/// Work cut in proportion to speeds.
@Suite struct SharesTests {
    @Test func sharesAreProportionalAndAddUp() {
        #expect(Shares.proportional(8, to: [1, 1]) == [4, 4])
        #expect(Shares.proportional(8, to: [3, 1]) == [6, 2])
        #expect(Shares.proportional(100, to: [50, 30, 20]) == [50, 30, 20])
        #expect(Shares.proportional(0, to: [1, 2]) == [0, 0])
    }

    @Test func remaindersGoToTheLargestAndTiesToTheFirst() {
        #expect(Shares.proportional(5, to: [1, 1]) == [3, 2])
        #expect(Shares.proportional(2, to: [1, 1, 1]) == [1, 1, 0])
        #expect(Shares.proportional(10, to: [1, 2, 4]) == [1, 3, 6])
        #expect(Shares.proportional(1, to: [1, 5]) == [0, 1])
    }

    @Test(arguments: [
        [0, 0, 0], [.nan, 1, 1], [.infinity, 1, 1], [.nan, .infinity, 0], [-1, -1, -1],
        [.greatestFiniteMagnitude, .greatestFiniteMagnitude, 1],
    ])
    func weightsThatMakeNoSense_countAsEqual(weights: [Double]) {
        #expect(Shares.proportional(7, to: weights) == [3, 2, 2])
    }

    @Test func extremeWeights_stillAddUp() {
        #expect(Shares.proportional(65_536, to: [1e308, 1]) == [65_536, 0])
        #expect(Shares.proportional(3, to: [.leastNonzeroMagnitude, .leastNonzeroMagnitude]) == [2, 1])
        #expect(Shares.proportional(5, to: [0, 1, 0]) == [0, 5, 0])
    }

    @Test func nobody_getsNothing() {
        #expect(Shares.proportional(7, to: []) == [])
        #expect(Shares.cut([0..<4], into: []) == [])
    }

    @Test func randomSharesAddUpAndLieWithinOneOfTheirIdeal() {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<500 {
            let weights = (0..<Int.random(in: 1...9, using: &generator)).map { _ in
                Double.random(in: 0.001...1000, using: &generator)
            }
            let count = Int.random(in: 0...300, using: &generator)
            let shares = Shares.proportional(count, to: weights)
            let total = weights.reduce(0, +)
            #expect(shares.reduce(0, +) == count)
            for (share, weight) in zip(shares, weights) {
                #expect((Double(share) - Double(count) * weight / total).magnitude < 1 + 1e-9)
            }
        }
    }

    @Test func oneRange_isCutSideBySide() {
        #expect(Shares.cut([0..<8], into: [3, 5]) == [0..<3, 3..<8])
        #expect(Shares.cut([2..<8], into: [0, 2, 4]) == [nil, 2..<4, 4..<8])
    }

    @Test func fragments_areGivenOutWholeOrInPartButNeverTogether() {
        #expect(Shares.cut([0..<2, 5..<6, 8..<12], into: [4, 1, 2]) == [0..<2, 5..<6, 8..<10])
        #expect(Shares.cut([0..<2, 5..<9], into: [1, 3, 2]) == [0..<1, 1..<2, 5..<7])
    }

    @Test func whereNothingIsLeft_thereIsNoRange() {
        #expect(Shares.cut([0..<1], into: [1, 1]) == [0..<1, nil])
        #expect(Shares.cut([], into: [1]) == [nil])
    }
}
