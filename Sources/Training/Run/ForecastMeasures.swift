package import Series

/// What forecasts of a part's windows came to, all targets together.
package struct ForecastMeasures: Codable, Sendable, Equatable {
    /// Mean squared and mean absolute error, on the scaled series.
    package let mse: Double
    package let mae: Double
    /// The root of `mse`; nil where it is not finite, or an earlier release did not tell.
    @ExplicitNull package private(set) var rmse: Double?
    /// Symmetric mean absolute percentage error of values in their own units, 0 to 200; nil where it is not
    /// finite.
    @ExplicitNull package private(set) var smape: Double?
    /// The mean of absolute errors over the seasonal difference of their target's training rows; nil where no
    /// target has one.
    @ExplicitNull package private(set) var mase: Double?
    /// The mean pinball loss over values and quantiles, on the scaled series; nil without several quantiles.
    @ExplicitNull package private(set) var pinball: Double?
    /// The share of values between the outermost quantiles; nil without several of them.
    @ExplicitNull package private(set) var coverage: Double?

    /// Nil where nothing was there to be forecast.
    package init?(_ sums: MetricSums) {
        guard sums.errors.count > 0 else { return nil }
        func mean(_ sum: Double, of count: Int) -> Double {
            count > 0 ? sum / Double(count) : .nan
        }
        self.init(numbers: [
            sums.errors.mse, sums.errors.mae, sums.errors.rmse,
            mean(sums.percentages, of: sums.errors.count), mean(sums.scaledError, of: sums.scaledCount),
            mean(sums.pinball, of: sums.quantileCount), mean(Double(sums.covered), of: sums.quantileCount),
        ])
    }
}

// MARK: As numbers

extension ForecastMeasures {
    /// How many `numbers` there are.
    package static let count = 7

    /// In the order of the properties; NaN for what is nil.
    package var numbers: [Double] {
        [mse, mae] + [rmse, smape, mase, pinball, coverage].map { $0 ?? .nan }
    }

    /// - Parameter numbers: as `numbers` gives them.
    package init(numbers: [Double]) {
        precondition(numbers.count == Self.count, "\(numbers.count) numbers")
        func optional(_ number: Double) -> Double? { number.isFinite ? number : nil }
        (mse, mae) = (numbers[0], numbers[1])
        rmse = optional(numbers[2])
        smape = optional(numbers[3])
        mase = optional(numbers[4])
        pinball = optional(numbers[5])
        coverage = optional(numbers[6])
    }
}
