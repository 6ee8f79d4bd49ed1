/// What the two naive forecasts get wrong over the windows of a part: what a model has to beat.
package struct NaiveErrors: Sendable, Equatable {
    package let lastValue: ErrorSums
    /// Rows of the season that is repeated.
    package let season: Int?
    /// Nil without a season.
    package let lastSeason: ErrorSums?

    package init(lastValue: ErrorSums, season: Int?, lastSeason: ErrorSums?) {
        self.lastValue = lastValue
        self.season = season
        self.lastSeason = lastSeason
    }
}

extension ForecastSeries {
    /// Over the same windows and the same real targets as a model's metrics, on the scaled series, all
    /// targets together.
    ///
    /// - Parameter season: rows, at least 1; nil where there is none.
    package func naiveErrors(_ part: Part, season: Int?) -> NaiveErrors {
        NaiveErrors(
            lastValue: errors(.lastValue, part), season: season,
            lastSeason: season.map { errors(.lastSeason($0), part) })
    }

    private func errors(_ kind: NaiveForecast.Kind, _ part: Part) -> ErrorSums {
        let naive = NaiveForecast(
            kind, values: values, width: columns.count, targets: targets, horizon: horizon)
        var sums = [ErrorSums](repeating: ErrorSums(), count: targets.count)
        var stretch = 0
        for window in 0..<windowCount(part) {
            let row = firstTargetRow(of: window, part)
            while row >= stretches[stretch].rows.upperBound { stretch += 1 }
            naive.addErrors(
                firstTargetRow: row, firstRow: stretches[stretch].rows.lowerBound, to: &sums)
        }
        return sums.reduce(ErrorSums(), +)
    }
}
