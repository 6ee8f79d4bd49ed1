/// Adaptive conformal inference (Gibbs and Candes 2021): what happens says whether intervals have to be
/// wider, so that as many values are missed as ought to be, whatever the series does.
///
/// For each value of a window, a target at a step of the horizon, the level at which the scores are asked
/// goes on from window to window: a_{t+1} = a_t + gamma (a - err_t), where a is the share that is to be
/// missed and err_t is 1 if the value was missed. It is known, and its score is one of those that are asked,
/// only for windows that begin behind the value's time.
package struct AdaptiveConformal: Sendable {
    /// The step of a_t, times a: with one step for all levels, narrow a, those of wide intervals, would reach
    /// 0 soon, and their intervals be infinite. Of a ridge regression's forecasts, intervals of 0.9 hold
    /// 0.898 to 0.900 of the test parts of ETTh1, vic_electricity and PRSA with it, as with larger steps,
    /// which make more of them infinite: 0.05 makes 0.7 to 4 in 100.
    package static let step = 0.02
    /// Of each value, the newest scores that are asked: so many, or as many as the calibration has.
    package static let scores = 500

    private let gamma: Double
    private let scores: Int
    private let calibration: IntervalBounds
    private let truth: [Double]
    private let values: Int

    /// - Parameters:
    ///   - base: of the calibration windows, in the order of time in each series.
    ///   - truth: (W, V), what happened; NaN where nobody knows.
    ///   - values: V, at least 1.
    ///   - gamma: nil: `step` times a.
    package init(
        calibration base: IntervalBounds, truth: [Double], values: Int, gamma: Double? = nil,
        scores: Int = Self.scores
    ) {
        precondition(truth.count == base.lower.count && truth.count % values == 0, "(W, V)")
        self.gamma = gamma ?? Self.step * (1 - base.level)
        self.scores = scores
        calibration = base
        self.truth = truth
        self.values = values
    }

    /// Intervals of the windows that follow.
    ///
    /// - Parameters:
    ///   - base: of these windows, of the calibration's level.
    ///   - truth: (W, V), what happened; NaN where nobody knows.
    ///   - windows: their order.
    package func widened(
        _ base: IntervalBounds, truth: [Double], windows: WindowsInTime
    ) -> IntervalBounds {
        precondition(truth.count == base.lower.count && base.level == calibration.level, "(W, V) of a level")
        precondition(
            windows.steps.count == values && windows.origins.count * values == truth.count, "W windows")
        var wide = base
        for value in 0..<values {
            let own = stride(from: value, to: self.truth.count, by: values).lazy.map {
                calibration.score($0, truth: self.truth[$0])
            }
            let begun = ScoreSet(own, capacity: scores)
            for series in windows.series {
                follow(series, value, windows, begun, base, truth, &wide)
            }
        }
        return wide
    }

    /// One value of the windows of one series.
    private func follow(
        _ series: Range<Int>, _ value: Int, _ windows: WindowsInTime, _ begun: ScoreSet,
        _ base: IntervalBounds, _ truth: [Double], _ wide: inout IntervalBounds
    ) {
        var scores = begun
        let share = 1 - base.level
        var missing = share
        var known = series.lowerBound
        for window in series {
            let now = windows.origins[window]
            while windows.origins[known] + windows.steps[value] < now {
                let place = known * values + value
                known += 1
                guard !truth[place].isNaN else { continue }
                missing += gamma * (share - (wide.holds(place, truth: truth[place]) ? 0 : 1))
                scores.insert(base.score(place, truth: truth[place]))
            }
            wide.widen(window * values + value, by: scores.quantile(1 - missing))
        }
    }
}

/// Which windows follow each other.
package struct WindowsInTime: Sendable {
    /// Rows of the W windows' first targets; they ascend within a series, and a row is one time step.
    package let origins: [Int]
    /// The windows of each series, together all.
    package let series: [Range<Int>]
    /// Of each of the V values of a window, its step of the horizon from 0 on.
    package let steps: [Int]

    /// - Parameter series: nil where all are of one.
    package init(origins: [Int], series: [Range<Int>]? = nil, steps: [Int]) {
        self.origins = origins
        self.series = series ?? [origins.indices]
        self.steps = steps
    }
}
