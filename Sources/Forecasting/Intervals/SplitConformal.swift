/// Split conformal prediction: what intervals missed by over a calibration part says how much wider they have
/// to be (Papadopoulos et al. 2002; Lei et al. 2018).
///
/// Each value of a window, a target at a step of the horizon, has scores of its own. That an interval holds
/// its value with its probability is guaranteed where windows are exchangeable, which those of series that
/// drift are not.
package struct SplitConformal: Sendable {
    private let scores: [ScoreSet]

    /// - Parameters:
    ///   - base: of the calibration windows.
    ///   - truth: (W, V), what happened; NaN where nobody knows.
    ///   - values: V, at least 1.
    package init(calibration base: IntervalBounds, truth: [Double], values: Int) {
        precondition(truth.count == base.lower.count && truth.count % values == 0, "(W, V)")
        scores = (0..<values).map { value in
            ScoreSet(
                stride(from: value, to: truth.count, by: values).lazy.map {
                    base.score($0, truth: truth[$0])
                })
        }
    }

    /// Scores of a value of the windows.
    package func count(ofValue value: Int) -> Int { scores[value].count }

    /// Intervals of other windows, wider by the ceil((n + 1) level)-th smallest of the n scores of each
    /// value; infinite where that exceeds n.
    package func widened(_ base: IntervalBounds) -> IntervalBounds {
        precondition(base.lower.count % scores.count == 0, "(W, V)")
        let lengths = scores.map { $0.quantile(base.level) }
        var wide = base
        for place in base.lower.indices { wide.widen(place, by: lengths[place % scores.count]) }
        return wide
    }
}
