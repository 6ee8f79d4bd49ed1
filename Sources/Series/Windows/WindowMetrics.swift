package import Neural

/// Measures what was forecast for windows of a series.
package struct WindowMetrics {
    private let series: ForecastSeries
    private let form: TargetForm
    /// The mean seasonal difference of each of the series and targets, scaled as the series is; nil where
    /// there is none.
    private let differences: [[Double?]]

    /// - Parameters:
    ///   - form: what the Q numbers are that are said of each target value.
    ///   - season: in rows, at least 1; nil where there is none.
    package init(_ series: ForecastSeries, form: TargetForm, season: Int?) {
        self.series = series
        self.form = form
        let whole = series.named.isEmpty ? [series.stretches.indices] : series.named.map(\.stretches)
        differences = whole.map { stretches in
            series.targets.map { target in
                season.flatMap { season in
                    ForecastMetric.seasonalDifference(
                        series.values, width: series.columns.count, column: target,
                        stretches: series.stretches[stretches].map(\.train), season: season)
                }
            }
        }
    }

    /// Sums over windows of a part; otherwise as below.
    package func sums(
        of windows: Range<Int>, _ part: ForecastSeries.Part, said: FloatBuffer, target: FloatBuffer
    ) -> MetricSums {
        sums(of: windows.lazy.map { series.firstTargetRow(of: $0, part) }, said: said, target: target)
    }

    /// Sums over windows and their real target values, added window by window and within a window value by
    /// value; without a loss.
    ///
    /// - Parameters:
    ///   - origins: rows of the windows' first targets.
    ///   - said: (B, outputs, Q), in the scale of the series, quantiles in order.
    ///   - target: (B, outputs), what happened; NaN where nobody knows.
    package func sums(
        of origins: some Collection<Int>, said: FloatBuffer, target: FloatBuffer
    ) -> MetricSums {
        var sums = MetricSums(samples: origins.count)
        forEachValue(of: origins, said: said, target: target) { add($0, of: said, to: &sums) }
        return sums
    }

    /// A target value that is there, and what was said of it.
    package struct Value {
        /// Of the horizon, from 0 on.
        package let step: Int
        /// From 0 on.
        package let target: Int
        /// On the scaled series.
        package let forecast, value: Double
        /// In the target's own units.
        package let ownForecast, ownValue: Double
        /// The mean seasonal difference of its target, scaled; nil where there is none.
        let difference: Double?
        /// Of its first number.
        let place: Int
    }

    /// Calls back with the real target values of windows, in order; parameters as `sums`.
    package func forEachValue(
        of origins: some Collection<Int>, said: FloatBuffer, target: FloatBuffer, _ body: (Value) -> Void
    ) {
        let count = series.samplesPerWindow * series.outputs
        precondition(
            said.count >= origins.count * count * form.width && target.count >= origins.count * count,
            "they hold the windows")
        var place = 0
        for origin in origins {
            let one = series.placeOfSeries(ofRow: origin) ?? 0
            let scaler = series.scaler(ofSeries: one)
            for index in 0..<count {
                defer { place += 1 }
                let value = target[place]
                guard !value.isNaN else { continue }
                let number = series.target(ofValue: index)
                let column = series.targets[number]
                let forecast = said[place * form.width + form.point]
                body(
                    Value(
                        step: series.step(ofValue: index), target: number, forecast: Double(forecast),
                        value: Double(value), ownForecast: scaler.inverse(forecast, column: column),
                        ownValue: scaler.inverse(value, column: column),
                        difference: differences[one][number], place: place * form.width))
            }
        }
    }

    /// Adds a value's errors to sums.
    package func add(_ value: Value, of said: FloatBuffer, to sums: inout MetricSums) {
        sums.errors.add(forecast: value.forecast, target: value.value)
        sums.percentages += ForecastMetric.smapeTerm(forecast: value.ownForecast, target: value.ownValue)
        if let difference = value.difference {
            sums.scaledError += (value.forecast - value.value).magnitude / difference
            sums.scaledCount += 1
        }
        addQuantiles(said, at: value.place, value: value.value, to: &sums)
    }

    private func addQuantiles(_ said: FloatBuffer, at first: Int, value: Double, to sums: inout MetricSums) {
        guard case .quantiles(let quantiles) = form, quantiles.count > 1 else { return }
        var sum = 0.0
        for (number, quantile) in quantiles.enumerated() {
            sum += ForecastMetric.pinballTerm(
                forecast: Double(said[first + number]), target: value, quantile: quantile)
        }
        sums.pinball += sum / Double(quantiles.count)
        let range = (Double(said[first]), Double(said[first + quantiles.count - 1]))
        if range.0 <= value, value <= range.1 { sums.covered += 1 }
        sums.quantileCount += 1
    }
}
