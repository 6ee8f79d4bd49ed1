package import Series

/// The naive forecasts as a summary tells them, beside a model's own figures.
package struct NaiveSummary: Codable, Sendable, Equatable {
    package struct Errors: Codable, Sendable, Equatable {
        package let mse: Double
        package let mae: Double

        /// Nil where nothing was there to be forecast.
        init?(_ sums: ErrorSums) {
            guard sums.count > 0 else { return nil }
            (mse, mae) = (sums.mse, sums.mae)
        }
    }

    /// The last value, for the whole horizon.
    @ExplicitNull package var lastValue: Errors?
    /// Rows of a season.
    @ExplicitNull package var season: Int?
    /// The last season, again and again.
    @ExplicitNull package var lastSeason: Errors?

    package init(_ errors: NaiveErrors) {
        lastValue = Errors(errors.lastValue)
        season = errors.season
        lastSeason = errors.lastSeason.flatMap { Errors($0) }
    }

    /// The smaller mean squared error of the two.
    package var best: Double? { [lastValue?.mse, lastSeason?.mse].compactMap { $0 }.min() }
}
