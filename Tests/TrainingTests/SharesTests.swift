import TestJobs
import Testing
import Training

/// Work cut so that all are done as early as can be.
@Suite struct SharesTests {
    @Test func sharesFollowSpeedsAndAddUp() {
        #expect(Shares.earliest(8, speeds: [1, 1]) == [4, 4])
        #expect(Shares.earliest(8, speeds: [3, 1]) == [6, 2])
        #expect(Shares.earliest(100, speeds: [50, 30, 20]) == [50, 30, 20])
        #expect(Shares.earliest(0, speeds: [1, 2]) == [0, 0])
    }

    @Test func whatIsLeftGoesToWhoIsDoneSoonestAndTiesToTheFirst() {
        #expect(Shares.earliest(5, speeds: [1, 1]) == [3, 2])
        #expect(Shares.earliest(2, speeds: [1, 1, 1]) == [1, 1, 0])
        #expect(Shares.earliest(10, speeds: [1, 2, 4]) == [1, 3, 6])
        #expect(Shares.earliest(1, speeds: [1, 5]) == [0, 1])
    }

    @Test func slowWorker_isLeftOutWhereItWouldBeTheLast() {
        #expect(Shares.earliest(6, speeds: [1, 1, 0.25]) == [3, 3, 0])
        #expect(Shares.earliest(8, speeds: [1, 1, 0.25]) == [4, 4, 0])
        #expect(Shares.earliest(9, speeds: [1, 1, 0.25]) == [4, 4, 1])
        #expect(Shares.earliest(2, speeds: [1, 0.1]) == [2, 0])
    }

    @Test func distantWorker_getsLessOrNothing() {
        #expect(Shares.earliest(8, speeds: [1, 1], delays: [0, 2]) == [5, 3])
        #expect(Shares.earliest(8, speeds: [1, 1], delays: [0, 8]) == [8, 0])
        #expect(Shares.earliest(8, speeds: [1, 1, 1], delays: [0, 100, 0]) == [4, 0, 4])
        #expect(Shares.earliest(7, speeds: [1, 1], delays: [.nan, 0]) == [4, 3])
    }

    @Test(arguments: [
        [0, 0, 0], [.nan, 1, 1], [.infinity, 1, 1], [.nan, .infinity, 0], [-1, -1, -1], [5, -1, 1],
        [.greatestFiniteMagnitude, .greatestFiniteMagnitude, 1],
    ])
    func speedsThatMakeNoSense_countAsEqual(speeds: [Double]) {
        #expect(Shares.earliest(7, speeds: speeds) == [3, 2, 2])
    }

    @Test func extremeSpeeds_stillAddUp() {
        #expect(Shares.earliest(65_536, speeds: [1e308, 1]) == [65_536, 0])
        #expect(Shares.earliest(3, speeds: [.leastNonzeroMagnitude, .leastNonzeroMagnitude]) == [2, 1])
        #expect(Shares.earliest(5, speeds: [0, 1, 0]) == [0, 5, 0])
    }

    @Test func nobody_getsNothing() {
        #expect(Shares.earliest(7, speeds: []) == [])
        #expect(Shares.cut([0..<4], into: []) == [])
    }

    /// Against the definition: one microbatch after the other to whoever is done with it first.
    @Test func randomShares_areDoneAsEarlyAsCanBe() {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<500 {
            let speeds = (0..<Int.random(in: 1...9, using: &generator)).map { _ in
                Double.random(in: 0.01...100, using: &generator)
            }
            let count = Int.random(in: 0...300, using: &generator)
            let delays = speeds.map { _ in
                Bool.random(using: &generator) ? 0 : Double.random(in: 0...10, using: &generator)
            }
            var best = speeds.map { _ in 0 }
            func end(_ index: Int, _ share: Int) -> Double {
                share == 0 ? 0 : delays[index] + Double(share) / speeds[index]
            }
            for _ in 0..<count {
                if let next = best.indices.min(by: { end($0, best[$0] + 1) < end($1, best[$1] + 1) }) {
                    best[next] += 1
                }
            }
            let shares = Shares.earliest(count, speeds: speeds, delays: delays)
            #expect(shares.reduce(0, +) == count)
            func last(_ shares: [Int]) -> Double { shares.indices.map { end($0, shares[$0]) }.max() ?? 0 }
            #expect(last(shares) <= last(best) * (1 + 1e-12))
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
