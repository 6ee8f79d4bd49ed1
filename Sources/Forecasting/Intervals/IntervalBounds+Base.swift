package import Neural

/// Intervals as a model's outputs give them, with or without dropout.
extension IntervalBounds {
    /// The point forecasts, both ends in one: what conformal prediction begins from where a model says no
    /// more.
    ///
    /// - Parameters:
    ///   - said: (W, V, Q), in the scale of the model, quantiles in order.
    ///   - form: what the Q numbers are.
    package init(level: Double, points said: [Float], form: TargetForm) {
        precondition(said.count % form.width == 0, "(W, V, Q)")
        let points = stride(from: form.point, to: said.count, by: form.width).map { Double(said[$0]) }
        self.init(level: level, lower: points, upper: points)
    }

    /// What a likelihood or trained quantiles say: the interval leaves as much to either side.
    ///
    /// - Parameters:
    ///   - said: (W, V, Q), in the scale of the model, quantiles in order.
    ///   - form: what the Q numbers are.
    /// - Throws: `badValue` where the model says nothing but points, or has not learned both quantiles.
    package init(level: Double, said: [Float], form: TargetForm) throws(ForecastingError) {
        precondition(said.count % form.width == 0, "(W, V, Q)")
        var (lower, upper): ([Double], [Double]) = ([], [])
        switch form {
        case .point:
            throw ForecastingError(
                .badValue,
                "the model says one number of each value and nothing of its distribution: train it with the "
                    + "loss pinball, gaussian or student_t, or take conformal intervals or sampled paths")
        case .quantiles(let quantiles):
            let (low, high) = try Self.places(of: level, in: quantiles)
            for first in stride(from: 0, to: said.count, by: form.width) {
                lower.append(Double(said[first + low]))
                upper.append(Double(said[first + high]))
            }
        case .gaussian:
            let reach = StandardQuantile.normal((1 + level) / 2)
            for first in stride(from: 0, to: said.count, by: form.width) {
                let (mean, half) = (Double(said[first]), reach * Double(said[first + 1]))
                lower.append(mean - half)
                upper.append(mean + half)
            }
        case .studentT:
            let probability = (1 + level) / 2
            let normal = StandardQuantile.normal(probability)
            for first in stride(from: 0, to: said.count, by: form.width) {
                let reach = StandardQuantile.studentT(
                    probability, degrees: Double(said[first + 2]), normal: normal)
                let (mean, half) = (Double(said[first]), reach * Double(said[first + 1]))
                lower.append(mean - half)
                upper.append(mean + half)
            }
        }
        self.init(level: level, lower: lower, upper: upper)
    }

    /// What sampled paths say: their quantiles (1 - level) / 2 and (1 + level) / 2, drawn straight between
    /// two of them in order (type 7 of Hyndman and Fan 1996, numpy's).
    ///
    /// - Parameters:
    ///   - paths: (W, N, V, Q), in the scale of the model; of the Q numbers, the point forecast counts.
    ///   - count: N, at least 1.
    ///   - values: V.
    package init(level: Double, paths: [Float], count: Int, values: Int, form: TargetForm) {
        let width = values * form.width
        precondition(count >= 1 && values >= 1 && paths.count % (count * width) == 0, "(W, N, V, Q)")
        var (lower, upper): ([Double], [Double]) = ([], [])
        var sorted = [Float](repeating: 0, count: count)
        for window in stride(from: 0, to: paths.count, by: count * width) {
            for value in 0..<values {
                for path in 0..<count {
                    sorted[path] = paths[window + path * width + value * form.width + form.point]
                }
                sorted.sort()
                lower.append(Self.quantile((1 - level) / 2, of: sorted))
                upper.append(Self.quantile((1 + level) / 2, of: sorted))
            }
        }
        self.init(level: level, lower: lower, upper: upper)
    }

    private static func quantile(_ probability: Double, of sorted: [Float]) -> Double {
        let place = Double(sorted.count - 1) * probability
        let below = min(Int(place), sorted.count - 1)
        let above = min(below + 1, sorted.count - 1)
        let (low, high) = (Double(sorted[below]), Double(sorted[above]))
        return low + (high - low) * (place - Double(below))
    }

    /// Where the quantiles of an interval stand among those that a model has learned.
    private static func places(
        of level: Double, in quantiles: [Double]
    ) throws(ForecastingError) -> (low: Int, high: Int) {
        func place(_ probability: Double) -> Int? {
            quantiles.firstIndex { ($0 - probability).magnitude < 1e-9 }
        }
        if let low = place((1 - level) / 2), let high = place((1 + level) / 2) { return (low, high) }
        let pairs = quantiles.filter { $0 < 0.5 && place(1 - $0) != nil }
        let has =
            pairs.isEmpty
            ? "no two of those it has, \(written(quantiles)), leave as much to either side"
            : "it has intervals of: \(written(pairs.map { rounded(1 - 2 * $0) }))"
        throw ForecastingError(
            .badValue,
            "an interval of \(level) lies between the quantiles \(rounded((1 - level) / 2)) and "
                + "\(rounded((1 + level) / 2)), and the model has not learned both; \(has). Train with these "
                + "among the loss's quantiles, or take a conformal interval around the point forecast")
    }

    private static func written(_ numbers: [Double]) -> String {
        numbers.map { "\($0)" }.joined(separator: ", ")
    }

    /// Without the last digits of a difference.
    private static func rounded(_ probability: Double) -> Double { (probability * 1e9).rounded() / 1e9 }
}
