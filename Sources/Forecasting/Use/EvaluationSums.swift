package import Neural
package import Series
import Tables

/// What a model's forecasts of windows get wrong, and what naive ones do, for each step of the horizon and
/// each target.
package struct EvaluationSums: Sendable {
    package struct Cell: Sendable, Equatable {
        /// On the scaled series; without loss or windows.
        package var model: MetricSums
        /// In the target's own units.
        package var own: ErrorSums
        package var lastValue: ErrorSums
        package var lastSeason: ErrorSums
        package var ownLastValue: ErrorSums
        package var ownLastSeason: ErrorSums

        package init(
            model: MetricSums = MetricSums(), own: ErrorSums = ErrorSums(),
            lastValue: ErrorSums = ErrorSums(), lastSeason: ErrorSums = ErrorSums(),
            ownLastValue: ErrorSums = ErrorSums(), ownLastSeason: ErrorSums = ErrorSums()
        ) {
            self.model = model
            self.own = own
            self.lastValue = lastValue
            self.lastSeason = lastSeason
            self.ownLastValue = ownLastValue
            self.ownLastSeason = ownLastSeason
        }

        package static func + (left: Cell, right: Cell) -> Cell {
            Cell(
                model: left.model + right.model, own: left.own + right.own,
                lastValue: left.lastValue + right.lastValue, lastSeason: left.lastSeason + right.lastSeason,
                ownLastValue: left.ownLastValue + right.ownLastValue,
                ownLastSeason: left.ownLastSeason + right.ownLastSeason)
        }
    }

    /// Steps of the horizon that are looked at.
    package let horizon: Int
    /// K.
    package let targets: Int
    /// In rows; nil where there is none.
    package let season: Int?
    /// Windows so far.
    package private(set) var windows = 0
    /// All windows' metrics, slice by slice, for a reduction tree as training has one.
    package private(set) var slices: [MetricSums] = []
    private let series: ForecastSeries
    private let metrics: WindowMetrics
    private let lastValue: NaiveForecast
    private let lastSeason: NaiveForecast?
    /// (horizon, K).
    private var cells: [Cell]
    /// Of the naive forecasts, for each target: added in the order in which a run's summary adds them.
    private var lastValues, lastSeasons: [ErrorSums]

    /// - Parameters:
    ///   - form: what the model says of each target value.
    ///   - season: in rows, at least 1; nil where there is none.
    ///   - steps: at most the model's horizon; nil: all of it. `slices` has all in any case.
    package init(_ series: ForecastSeries, form: TargetForm, season: Int?, steps: Int? = nil) {
        self.series = series
        self.season = season
        horizon = min(steps ?? series.horizon, series.horizon)
        targets = series.targets.count
        metrics = WindowMetrics(series, form: form, season: season)
        func naive(_ kind: NaiveForecast.Kind) -> NaiveForecast {
            NaiveForecast(
                kind, values: series.values, width: series.columns.count, targets: series.targets,
                horizon: series.horizon)
        }
        lastValue = naive(.lastValue)
        lastSeason = season.map { naive(.lastSeason($0)) }
        cells = Array(repeating: Cell(), count: horizon * targets)
        (lastValues, lastSeasons) = (
            Array(repeating: ErrorSums(), count: targets), Array(repeating: ErrorSums(), count: targets)
        )
    }

    /// Adds the windows of a slice.
    ///
    /// - Parameters:
    ///   - origins: rows of their first targets.
    ///   - outputs: of the slice, as `ForecastComputer` gives them.
    package mutating func add(_ origins: [Int], outputs: [Float]) {
        let (said, target) = (FloatBuffer(outputs), FloatBuffer(series.targets(origins: origins)))
        slices.append(metrics.sums(of: origins, said: said, target: target))
        windows += origins.count
        let (metrics, targets, horizon) = (metrics, targets, horizon)
        var cells = cells
        metrics.forEachValue(of: origins, said: said, target: target) { value in
            guard value.step < horizon else { return }
            let cell = value.step * targets + value.target
            metrics.add(value, of: said, to: &cells[cell].model)
            cells[cell].own.add(forecast: value.ownForecast, target: value.ownValue)
        }
        var (lastValues, lastSeasons) = (lastValues, lastSeasons)
        for origin in origins {
            addErrors(of: lastValue, origin) { cell, error, own in
                cells[cell].lastValue.add(forecast: error.forecast, target: error.value)
                lastValues[cell % targets].add(forecast: error.forecast, target: error.value)
                cells[cell].ownLastValue.add(forecast: own.forecast, target: own.value)
            }
            guard let lastSeason else { continue }
            addErrors(of: lastSeason, origin) { cell, error, own in
                cells[cell].lastSeason.add(forecast: error.forecast, target: error.value)
                lastSeasons[cell % targets].add(forecast: error.forecast, target: error.value)
                cells[cell].ownLastSeason.add(forecast: own.forecast, target: own.value)
            }
        }
        self.cells = cells
        (self.lastValues, self.lastSeasons) = (lastValues, lastSeasons)
    }

    private typealias Said = (forecast: Double, value: Double)

    /// Calls back with a naive forecast's values and what happened, scaled and in own units.
    private func addErrors(
        of naive: NaiveForecast, _ origin: Int, _ body: (_ cell: Int, _ scaled: Said, _ own: Said) -> Void
    ) {
        let stretch = series.stretches.partitioningIndex { $0.rows.lowerBound > origin - 1 } - 1
        let firstRow = series.stretches[max(stretch, 0)].rows.lowerBound
        let scaler = series.scaler(ofSeries: series.placeOfSeries(ofRow: origin - 1) ?? 0)
        naive.forEachValue(firstTargetRow: origin, firstRow: firstRow) { step, target, forecast, value in
            guard step < horizon else { return }
            let column = series.targets[target]
            body(
                step * targets + target, (Double(forecast), Double(value)),
                (scaler.inverse(forecast, column: column), scaler.inverse(value, column: column)))
        }
    }

    // MARK: What came of it

    /// What naive forecasts get wrong, all targets together.
    package var naive: NaiveErrors {
        NaiveErrors(
            lastValue: lastValues.reduce(ErrorSums(), +), season: season,
            lastSeason: season.map { _ in lastSeasons.reduce(ErrorSums(), +) })
    }

    /// Of one target at one step.
    package func cell(step: Int, target: Int) -> Cell { cells[step * targets + target] }

    /// Of one target, all steps together.
    package func ofTarget(_ target: Int) -> Cell {
        (0..<horizon).reduce(Cell()) { $0 + cells[$1 * targets + target] }
    }

    /// Of all steps and targets; only what is scaled has a meaning.
    package var together: Cell { cells.reduce(Cell(), +) }

    /// Of one step, all targets together; only what is scaled has a meaning.
    package func ofStep(_ step: Int) -> Cell {
        (0..<targets).reduce(Cell()) { $0 + cells[step * targets + $1] }
    }
}
