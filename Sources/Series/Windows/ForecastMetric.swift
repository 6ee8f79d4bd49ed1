/// Measures of forecasts beside the mean errors of `ErrorSums`. A target that is NaN does not count; nil is
/// what no value, or no difference, lets one say.
package enum ForecastMetric {
    /// Symmetric mean absolute percentage error, 0 to 200, of values in their own units: the mean of 200 |e|
    /// / (|y| + |f|), where 0 / 0 is 0.
    package static func smape(forecasts: [Double], targets: [Double]) -> Double? {
        precondition(forecasts.count == targets.count, "each target has a forecast")
        return mean(targets.indices.lazy.filter { !targets[$0].isNaN }) {
            smapeTerm(forecast: forecasts[$0], target: targets[$0])
        }
    }

    /// One value's part in `smape`.
    package static func smapeTerm(forecast: Double, target: Double) -> Double {
        let size = target.magnitude + forecast.magnitude
        return size == 0 ? 0 : 200 * (forecast - target).magnitude / size
    }

    /// Mean absolute scaled error (Hyndman and Koehler 2006): the mean absolute error of one target over its
    /// seasonal difference, both in the same unit. Below 1 it is better than repeating the last season was
    /// over the training rows.
    package static func mase(mae: Double, seasonalDifference: Double?) -> Double? {
        seasonalDifference.map { mae / $0 }
    }

    /// The mean of |y_t - y_(t-m)| over one column's training rows where both are there; nil where that is 0
    /// or there is no such pair.
    ///
    /// - Parameters:
    ///   - values: row-major (rows, width), NaN where a value is missing.
    ///   - stretches: the training rows of one series: no difference is taken between two of them.
    ///   - season: m, in rows, at least 1.
    package static func seasonalDifference(
        _ values: [some BinaryFloatingPoint], width: Int, column: Int, stretches: [Range<Int>], season: Int
    ) -> Double? {
        precondition(season >= 1, "a season has a row")
        var sum = 0.0
        var count = 0
        for rows in stretches where rows.count > season {
            for row in rows.dropFirst(season) {
                let difference =
                    Double(values[row * width + column]) - Double(values[(row - season) * width + column])
                if difference.isNaN { continue }
                sum += difference.magnitude
                count += 1
            }
        }
        return sum > 0 ? sum / Double(count) : nil
    }

    /// The mean of max(q e, (q - 1) e) with e = y - f over all values and quantiles. A value's quantiles are
    /// put in order before.
    ///
    /// - Parameters:
    ///   - forecasts: (N, Q), the quantiles of each value.
    ///   - targets: (N).
    ///   - quantiles: the Q probabilities, ascending.
    package static func pinball(forecasts: [Double], targets: [Double], quantiles: [Double]) -> Double? {
        let width = quantiles.count
        precondition(width > 0 && forecasts.count == targets.count * width, "each target has Q forecasts")
        return mean(targets.indices.lazy.filter { !targets[$0].isNaN }) { index in
            let sorted = forecasts[index * width..<(index + 1) * width].sorted()
            return zip(sorted, quantiles).reduce(0.0) { sum, pair in
                sum + pinballTerm(forecast: pair.0, target: targets[index], quantile: pair.1)
            } / Double(width)
        }
    }

    /// One value's and quantile's part in `pinball`.
    package static func pinballTerm(forecast: Double, target: Double, quantile: Double) -> Double {
        let error = target - forecast
        return max(quantile * error, (quantile - 1) * error)
    }

    /// Added in the order of the indices.
    private static func mean(_ indices: some Sequence<Int>, _ term: (Int) -> Double) -> Double? {
        var sum = 0.0
        var count = 0
        for index in indices {
            sum += term(index)
            count += 1
        }
        return count > 0 ? sum / Double(count) : nil
    }
}
