import Neural
import Series
import Tables

/// What a model says of the rows behind an origin of one series, in the targets' own units.
package struct Forecast: Sendable, Equatable {
    /// Nil where the table is one series.
    package let series: String?
    /// The row of the table that the first of its rows is, or of the last horizon where there are several.
    package let origin: Int
    /// The time of the last row that it is made from, as its clocks show it; nil without times.
    package let lastTime: String?
    /// Of each row, as `lastTime`; nil where there are no times, or none to come.
    package let times: [String]?
    /// Names of the K columns.
    package let targets: [String]
    /// (rows, K).
    package let values: [Double]
    /// (rows, K, levels) for each of the quantiles that the model was trained for; empty without them.
    package let quantiles: [Double]
    /// Of `quantiles`.
    package let levels: [Double]
    /// Where the values will lie, one for each probability that was asked for.
    package var intervals: [Interval] = []

    /// Where the values will lie with one probability.
    package struct Interval: Sendable, Equatable {
        package let level: Double
        /// (rows, K); infinite where nothing is known.
        package let lower, upper: [Double]

        package init(level: Double, lower: [Double], upper: [Double]) {
            self.level = level
            self.lower = lower
            self.upper = upper
        }
    }

    package init(
        series: String?, origin: Int, lastTime: String?, times: [String]?, targets: [String],
        values: [Double], quantiles: [Double], levels: [Double], intervals: [Interval] = []
    ) {
        self.series = series
        self.origin = origin
        self.lastTime = lastTime
        self.times = times
        self.targets = targets
        self.values = values
        self.quantiles = quantiles
        self.levels = levels
        self.intervals = intervals
    }

    /// Rows.
    package var steps: Int { targets.isEmpty ? 0 : values.count / targets.count }

    /// The first rows alone.
    package func prefix(_ steps: Int) -> Forecast {
        Forecast(
            series: series, origin: origin, lastTime: lastTime, times: times.map { Array($0.prefix(steps)) },
            targets: targets, values: Array(values.prefix(steps * targets.count)),
            quantiles: Array(quantiles.prefix(steps * targets.count * levels.count)), levels: levels,
            intervals: intervals.map { interval in
                Interval(
                    level: interval.level, lower: Array(interval.lower.prefix(steps * targets.count)),
                    upper: Array(interval.upper.prefix(steps * targets.count)))
            })
    }

    /// Several of one series, each behind the one before, as one; without intervals. Nil where there is none.
    package init?(joining parts: [Forecast]) {
        guard let first = parts.first, let last = parts.last else { return nil }
        let times = parts.compactMap(\.times)
        self.init(
            series: first.series, origin: last.origin, lastTime: first.lastTime,
            times: times.count == parts.count ? Array(times.joined()) : nil, targets: first.targets,
            values: Array(parts.map(\.values).joined()), quantiles: Array(parts.map(\.quantiles).joined()),
            levels: first.levels)
    }
}

extension ModelTable {
    /// A window's outputs as a forecast.
    ///
    /// - Parameters:
    ///   - outputs: as `ForecastComputer` gives them for the window.
    ///   - origin: the row of the window's first target.
    package func forecast(_ outputs: some Collection<Float>, origin: Int) -> Forecast {
        let layout = OutputLayout(model.description)
        let numbers = Array(outputs)
        let place = table.series.isEmpty ? nil : table.series.firstIndex { $0.rows.contains(origin - 1) }
        let scaler = series.scaler(ofSeries: place ?? 0)
        var levels: [Double] = []
        if case .quantiles(let quantiles) = model.description.loss.form, quantiles.count > 1 {
            levels = quantiles
        }
        var (values, quantiles): ([Double], [Double]) = ([], [])
        for step in 0..<layout.horizon {
            for target in 0..<layout.targets {
                let (first, column) = (layout.place(step: step, target: target), table.targets[target])
                values.append(scaler.inverse(numbers[first + layout.point], column: column))
                quantiles += levels.indices.map { scaler.inverse(numbers[first + $0], column: column) }
            }
        }
        return Forecast(
            series: place.map { table.series[$0].name }, origin: origin,
            lastTime: table.times.map { table.clock.text($0[origin - 1]) },
            times: table.times.map { $0[origin..<origin + layout.horizon].map(table.clock.text) },
            targets: model.description.targets, values: values, quantiles: quantiles, levels: levels)
    }

    /// Bounds of a window, in the targets' own units.
    ///
    /// - Parameters:
    ///   - bounds: of several windows, in the scale of the model.
    ///   - window: which of them.
    ///   - origin: the row of the window's first target.
    package func interval(_ bounds: IntervalBounds, window: Int, origin: Int) -> Forecast.Interval {
        let layout = OutputLayout(model.description)
        let scaler = series.scaler(ofSeries: series.placeOfSeries(ofRow: origin - 1) ?? 0)
        let values = layout.count / layout.width
        var (lower, upper): ([Double], [Double]) = ([], [])
        for step in 0..<layout.horizon {
            for target in 0..<layout.targets {
                let place = window * values + layout.place(step: step, target: target) / layout.width
                let (offset, scale) = (
                    scaler.offset[table.targets[target]], scaler.scale[table.targets[target]]
                )
                lower.append(bounds.lower[place] * scale + offset)
                upper.append(bounds.upper[place] * scale + offset)
            }
        }
        return Forecast.Interval(level: bounds.level, lower: lower, upper: upper)
    }
}
