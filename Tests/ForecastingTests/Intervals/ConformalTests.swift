import Forecasting
import Neural
import Testing

/// Conformal prediction against a replica in numpy 2.4.6, which goes through the windows one after the other
/// and sorts all scores anew for each.
struct ConformalTests {
    /// Ends of intervals, (W, 6), and what happened; a twentieth of that is unknown.
    private struct Windows {
        var lower: [Double] = []
        var upper: [Double] = []
        var truth: [Double] = []

        /// - Parameters:
        ///   - drift: growth of the truth's spread from window to window.
        ///   - points: both ends in the middle.
        init(seed: Int, count: Int, drift: Double, points: Bool) {
            var state = seed
            func next() -> Double {
                state = (1_103_515_245 * state + 12_345) % (1 << 31)
                return Double(state) / Double(1 << 31)
            }
            for window in 0..<count {
                for _ in 0..<6 {
                    let (middle, below, above) = (next(), next(), next())
                    let (low, high) = (middle - 0.3 * below, middle + 0.3 * above)
                    lower.append(points ? (low + high) / 2 : low)
                    upper.append(points ? (low + high) / 2 : high)
                    let value = middle + (next() - 0.5) * (1 + drift * Double(window))
                    truth.append(next() < 0.05 ? .nan : value)
                }
            }
        }

        func bounds(_ level: Double) -> IntervalBounds {
            IntervalBounds(level: level, lower: lower, upper: upper)
        }
    }

    private static let steps = [0, 0, 1, 1, 2, 2]

    private static func calibration(points: Bool) -> Windows {
        Windows(seed: 1, count: 40, drift: 0, points: points)
    }

    private static func test(points: Bool) -> Windows {
        Windows(seed: 2, count: 60, drift: 0.05, points: points)
    }

    /// What the replica says of the intervals of all windows.
    struct Expected: Sendable {
        var level: Double
        var points: Bool
        var gamma = 0.0
        var scores = 0
        /// Sums of the finite ends.
        var lower, upper: Double
        /// Intervals that are infinite; known values that lie inside, and those of value 1.
        var infinite, held, heldOfValue1: Int
        /// Of known values.
        var meanWidth: Double
    }

    private func compare(_ bounds: IntervalBounds, _ truth: [Double], _ expected: Expected) {
        let lower = bounds.lower.filter(\.isFinite).reduce(0, +)
        let upper = bounds.upper.filter(\.isFinite).reduce(0, +)
        #expect((lower - expected.lower).magnitude < 1e-9)
        #expect((upper - expected.upper).magnitude < 1e-9)
        #expect(bounds.upper.filter(\.isInfinite).count == expected.infinite)
        #expect(bounds.lower.filter(\.isInfinite).count == expected.infinite)
        let coverage = IntervalCoverage(bounds, truth: truth, values: 6)
        #expect(coverage.pooled.count == 337 && coverage.pooled.held == expected.held)
        #expect(coverage.byValue[1].count == 55 && coverage.byValue[1].held == expected.heldOfValue1)
        #expect((coverage.pooled.meanWidth - expected.meanWidth).magnitude < 1e-9)
        #expect(coverage.pooled.coverage == Double(expected.held) / 337)
    }

    @Test(arguments: [
        Expected(
            level: 0.8, points: true, lower: 42.37056797668338, upper: 330.2700590167195, infinite: 0,
            held: 115, heldOfValue1: 16, meanWidth: 0.8002114860798324),
        Expected(
            level: 0.8, points: false, lower: 42.40156484022736, upper: 330.2390621531755, infinite: 0,
            held: 116, heldOfValue1: 17, meanWidth: 0.8000944033813683),
        Expected(
            level: 0.9, points: true, lower: 17.64967476408929, upper: 354.9909522293135, infinite: 0,
            held: 130, heldOfValue1: 17, meanWidth: 0.9375401781348217),
        Expected(
            level: 0.9, points: false, lower: 10.284274177625772, upper: 362.3563528157771, infinite: 0,
            held: 133, heldOfValue1: 18, meanWidth: 0.9789402001773668),
    ])
    func split_isTheReplicas(_ expected: Expected) {
        let (before, after) = (Self.calibration(points: expected.points), Self.test(points: expected.points))
        let split = SplitConformal(
            calibration: before.bounds(expected.level), truth: before.truth, values: 6)
        compare(split.widened(after.bounds(expected.level)), after.truth, expected)
    }

    @Test(arguments: [
        Expected(
            level: 0.8, points: true, gamma: 0.05, scores: 10, lower: -82.35872869805897,
            upper: 414.7760217631469, infinite: 49, held: 234, heldOfValue1: 40,
            meanWidth: 1.5998823123079735),
        Expected(
            level: 0.8, points: false, gamma: 0.05, scores: 10, lower: -90.08097064304165,
            upper: 421.09165687155905, infinite: 50, held: 234, heldOfValue1: 39,
            meanWidth: 1.6533171118887098),
        Expected(
            level: 0.9, points: false, gamma: 0.02, scores: 50, lower: -105.86728507408407,
            upper: 410.7028125087964, infinite: 67, held: 260, heldOfValue1: 43,
            meanWidth: 1.7588102773770065),
        Expected(
            level: 0.9, points: true, gamma: 0.2, scores: 45, lower: -34.28930907838513,
            upper: 177.91039954090957, infinite: 218, held: 297, heldOfValue1: 49,
            meanWidth: 1.5162686322353585),
    ])
    func adaptive_isTheReplicas(_ expected: Expected) {
        let (before, after) = (Self.calibration(points: expected.points), Self.test(points: expected.points))
        let adaptive = AdaptiveConformal(
            calibration: before.bounds(expected.level), truth: before.truth, values: 6,
            gamma: expected.gamma, scores: expected.scores)
        let origins = (0..<40).map { 100 + $0 + ($0 >= 20 ? 5 : 0) } + (0..<20).map { 500 + 2 * $0 }
        let windows = WindowsInTime(origins: origins, series: [0..<40, 40..<60], steps: Self.steps)
        let bounds = adaptive.widened(
            after.bounds(expected.level), truth: after.truth, windows: windows)
        compare(bounds, after.truth, expected)
    }

    /// Nine scores say no more than 0.9.
    @Test func splitBeyondItsScores_isInfinite() {
        let residuals = (1...9).map { Double($0) }
        let zeros = [Double](repeating: 0, count: 9)
        for (level, length) in [(0.1, 1), (0.5, 5), (0.8, 8), (0.9, 9), (0.91, .infinity)] {
            let split = SplitConformal(
                calibration: IntervalBounds(level: level, lower: zeros, upper: zeros), truth: residuals,
                values: 1)
            #expect(split.count(ofValue: 0) == 9)
            let wide = split.widened(IntervalBounds(level: level, lower: [3], upper: [3]))
            #expect(wide.lower == [3 - length] && wide.upper == [3 + length])
        }
    }

    /// 100 x 0.55 is 55.00000000000001.
    @Test func aRankThatIsWhole_isNotRoundedUp() {
        let residuals = (1...99).map { Double($0) }
        let zeros = [Double](repeating: 0, count: 99)
        let split = SplitConformal(
            calibration: IntervalBounds(level: 0.55, lower: zeros, upper: zeros), truth: residuals, values: 1)
        let wide = split.widened(IntervalBounds(level: 0.55, lower: [0], upper: [0]))
        #expect(wide.upper == [55])
    }

    /// A value four steps ahead is known five windows later: until then nothing moves.
    @Test func adaptiveUsesNothingOfTheFuture() {
        let before = IntervalBounds(level: 0.5, lower: [0, 0, 0, 0], upper: [0, 0, 0, 0])
        let adaptive = AdaptiveConformal(
            calibration: before, truth: [1, 2, 3, 4], values: 1, gamma: 0.1, scores: 4)
        let zeros = [Double](repeating: 0, count: 9)
        let base = IntervalBounds(level: 0.5, lower: zeros, upper: zeros)
        let windows = WindowsInTime(origins: Array(20..<29), steps: [4])
        var truth = [Double](repeating: 100, count: 9)
        let first = adaptive.widened(base, truth: truth, windows: windows).upper
        #expect(first == [3, 3, 3, 3, 3, 4, 100, 100, 100])
        for place in 4..<9 { truth[place] = .nan }
        #expect(adaptive.widened(base, truth: truth, windows: windows).upper == first)
        truth[3] = 0
        #expect(adaptive.widened(base, truth: truth, windows: windows).upper[..<8] == first[..<8])
    }
}
