/// Sums over windows, in Float64, from which forecast metrics are made. Like gradients, they are added along
/// the reduction tree.
package struct MetricSums: Sendable, Equatable {
    /// Windows.
    package var samples: Int
    /// Sum of the windows' losses.
    package var loss: Double
    /// Of the point forecasts, on the scaled series.
    package var errors: ErrorSums
    /// Sum of the point forecasts' terms of `ForecastMetric.smape`, in the targets' own units.
    package var percentages: Double
    /// Sum of absolute errors, each over its series' and target's seasonal difference.
    package var scaledError: Double
    /// Values in `scaledError`: those that have such a difference.
    package var scaledCount: Int
    /// Sum of the quantiles' terms of `ForecastMetric.pinball`, on the scaled series.
    package var pinball: Double
    /// Values that lie neither below the lowest quantile nor above the highest.
    package var covered: Int
    /// Values in `pinball` and in `covered` or not: those of which there are several quantiles.
    package var quantileCount: Int

    package init(
        samples: Int = 0, loss: Double = 0, errors: ErrorSums = ErrorSums(), percentages: Double = 0,
        scaledError: Double = 0, scaledCount: Int = 0, pinball: Double = 0, covered: Int = 0,
        quantileCount: Int = 0
    ) {
        self.samples = samples
        self.loss = loss
        self.errors = errors
        self.percentages = percentages
        self.scaledError = scaledError
        self.scaledCount = scaledCount
        self.pinball = pinball
        self.covered = covered
        self.quantileCount = quantileCount
    }

    package static func + (left: MetricSums, right: MetricSums) -> MetricSums {
        MetricSums(
            samples: left.samples + right.samples, loss: left.loss + right.loss,
            errors: left.errors + right.errors, percentages: left.percentages + right.percentages,
            scaledError: left.scaledError + right.scaledError,
            scaledCount: left.scaledCount + right.scaledCount, pinball: left.pinball + right.pinball,
            covered: left.covered + right.covered, quantileCount: left.quantileCount + right.quantileCount)
    }

    /// Mean loss of a window; 0 without windows.
    package var meanLoss: Double { loss / Double(max(samples, 1)) }
}
