import Plotting
import Testing

/// Fewer points that look the same.
@Suite struct ThinningTests {
    private typealias Point = (x: Double, y: Double)

    @Test func aColumn_keepsFirstLowestHighestAndLast() throws {
        let points: [Point?] = [(0, 5), (0.1, 9), (0.2, 6), (0.3, 1), (0.4, 4)]
        let run = try #require(Thinning.runs(points, column: 1).first)
        #expect(run.map(\.y) == [5, 9, 1, 4])
    }

    @Test func extremes_survive() {
        let points = (0..<100_000).map { Point?((Double($0) / 1000, $0 == 77_777 ? 50 : $0 == 3 ? -50 : 0)) }
        let run = Thinning.runs(points, column: 1).flatMap(\.self)
        #expect(run.count <= 400)
        #expect(run.map(\.y).max() == 50 && run.map(\.y).min() == -50)
        #expect(run.first?.x == 0 && run.last?.x == 99.999)
        for (before, after) in zip(run, run.dropFirst()) { #expect(before.x <= after.x) }
    }

    @Test func fewPoints_areAllKept() {
        let points: [Point?] = [(0, 1), (3, 2), (9, 1)]
        let runs: [[Point]] = Thinning.runs(points, column: 1)
        #expect(runs.map { $0.map(\.x) } == [[0, 3, 9]])
    }

    @Test func gaps_endRuns() {
        let points: [Point?] = [nil, (0, 1), (0.1, 1), nil, nil, (0.2, 1), nil]
        let runs: [[Point]] = Thinning.runs(points, column: 1)
        #expect(runs.map { $0.map(\.x) } == [[0, 0.1], [0.2]])
        let none: [Point?] = []
        #expect(Thinning.runs(none, column: 1).isEmpty)
    }
}
