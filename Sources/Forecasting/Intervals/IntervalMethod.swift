package import Neural

/// How intervals are made.
package struct IntervalMethod: Sendable, Equatable {
    /// What an interval is before it is calibrated.
    package enum Base: Sendable, Equatable {
        /// The point forecast.
        case points
        /// What a likelihood or trained quantiles say.
        case head
        /// Paths sampled under dropout.
        case paths
    }

    /// How what happened says how much wider it has to be.
    package enum Conformal: Sendable, Equatable {
        case split, adaptive
    }

    package var base: Base
    /// Nil: not at all.
    package var conformal: Conformal?

    package init(_ base: Base, _ conformal: Conformal?) {
        self.base = base
        self.conformal = conformal
    }

    /// Intervals of some windows, one for each level.
    ///
    /// - Parameters:
    ///   - levels: probabilities.
    ///   - forecasts: W windows.
    ///   - calibration: of other windows before them; asked for by conformal prediction alone.
    ///   - windows: the order of the W windows, and what their values are.
    /// - Throws: `badValue` for a level that is not between 0 and 0.999999, points without conformal
    ///   prediction, or a model that does not say what the base asks for; `missingKey` where there is no
    ///   calibration, or no paths.
    package func intervals(
        _ levels: [Double], of forecasts: IntervalForecasts, calibration: IntervalForecasts?,
        windows: WindowsInTime
    ) throws(ForecastingError) -> [IntervalBounds] {
        let values = windows.steps.count
        var intervals: [IntervalBounds] = []
        for level in levels {
            guard level > 0, level <= Self.mostLevel else {
                throw ForecastingError(
                    .badValue,
                    "\(level) is no probability of an interval; it takes a number above 0, up to "
                        + "\(Self.mostLevel), such as 0.9")
            }
            let base = try bounds(level, of: forecasts, values: values)
            guard let conformal else {
                guard self.base != .points else {
                    throw ForecastingError(
                        .badValue, "a point has no width; an interval around it is a conformal one")
                }
                intervals.append(base)
                continue
            }
            guard let calibration, !calibration.truth.isEmpty else {
                throw ForecastingError(
                    .missingKey,
                    "there are no windows to calibrate intervals by: the model was trained without a "
                        + "validation part; give its job a validation part, or take what a head or sampled "
                        + "paths say")
            }
            let before = try bounds(level, of: calibration, values: values)
            switch conformal {
            case .split:
                let split = SplitConformal(calibration: before, truth: calibration.truth, values: values)
                intervals.append(split.widened(base))
            case .adaptive:
                let adaptive = AdaptiveConformal(
                    calibration: before, truth: calibration.truth, values: values)
                intervals.append(adaptive.widened(base, truth: forecasts.truth, windows: windows))
            }
        }
        return intervals
    }

    /// Levels at most: quantiles beyond are less exact.
    private static let mostLevel = 0.999999

    private func bounds(
        _ level: Double, of forecasts: IntervalForecasts, values: Int
    ) throws(ForecastingError) -> IntervalBounds {
        switch base {
        case .points: return IntervalBounds(level: level, points: forecasts.said, form: forecasts.form)
        case .head: return try IntervalBounds(level: level, said: forecasts.said, form: forecasts.form)
        case .paths:
            guard let paths = forecasts.paths else {
                throw ForecastingError(
                    .missingKey, "no paths have been sampled of the windows that intervals are calibrated by")
            }
            return IntervalBounds(
                level: level, paths: paths.said, count: paths.count, values: values, form: forecasts.form)
        }
    }
}

/// What is said of windows, and what happened.
package struct IntervalForecasts: Sendable {
    /// What the Q numbers are.
    package let form: TargetForm
    /// (W, V, Q), in the scale of the model, quantiles in order; without dropout.
    package let said: [Float]
    /// Sampled paths, (W, N, V, Q), and N; nil where there are none.
    package let paths: (said: [Float], count: Int)?
    /// (W, V), in the scale of the model; NaN where nobody knows.
    package let truth: [Double]

    package init(
        form: TargetForm, said: [Float], paths: (said: [Float], count: Int)? = nil, truth: [Double]
    ) {
        precondition(said.count == truth.count * form.width, "(W, V, Q) and (W, V)")
        self.form = form
        self.said = said
        self.paths = paths
        self.truth = truth
    }
}
