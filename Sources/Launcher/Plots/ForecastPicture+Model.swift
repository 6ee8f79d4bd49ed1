import Forecasting
import Jobs
import Neural
import Plotting
import Series
import Tables

extension ForecastPicture {
    /// Series of a long table that one picture shows.
    fileprivate static let series = 4

    /// Which window is shown, of each series.
    enum Window {
        /// The last of which at least a part of what came is known.
        case newest
        /// The one whose squared error is largest.
        case worst
        /// Of the rows to come.
        case next
        /// The one that begins at a time, as a time column holds it, or behind it.
        case from(String)

        fileprivate var words: String {
            switch self {
            case .newest: "the newest window"
            case .worst: "the window with the largest error"
            case .next: "what is to come"
            case .from: "a window"
            }
        }
    }

    /// A window of the test part, which the model did not see, with what came; of all rows where there is no
    /// such part, or a file is named.
    ///
    /// - Parameters:
    ///   - csv: path of a file; nil: the one that the run was trained on.
    ///   - intervals: nil: of a model that says no more than a point, those that its calibration gives.
    /// - Throws: as `ModelForecasts`.
    static func chart(
        _ input: ModelInput, csv: String?, _ window: Window, intervals: IntervalRequest?,
        engine: ForecastEngine
    ) throws -> Chart {
        let (picture, table) = try picture(input, csv: csv, window, intervals: intervals, engine: engine)
        return picture.chart(text: table.text)
    }

    /// The first target of the newest window of a run's own rows, without words around it.
    ///
    /// - Throws: as `chart`.
    static func small(_ input: ModelInput, engine: ForecastEngine) throws -> Chart {
        var (picture, table) = try picture(input, csv: nil, .newest, intervals: nil, engine: engine)
        picture.targets = Array(picture.targets.prefix(1))
        return Chart(title: "", panels: picture.chart(text: table.text).panels)
    }

    private static func picture(
        _ input: ModelInput, csv: String?, _ window: Window, intervals: IntervalRequest?,
        engine: ForecastEngine
    ) throws -> (ForecastPicture, ModelTable) {
        let description = input.model.description
        var isToCome = false
        if case .next = window { isToCome = true }
        let table = try input.table(
            csv, rowsToCome: isToCome ? description.horizon : 0, isSplit: csv == nil && !isToCome)
        let hasTest = csv == nil && !isToCome && table.series.windowCount(.test) > 0
        let origins =
            try isToCome
            ? Array(table.origins().prefix(series))
            : table.chosen(window, of: table.series.origins(of: hasTest ? .test : .all), input, engine)
        var forecasts = try ModelForecasts.forecasts(table, origins: origins, engine)
        let usual =
            input.model.calibration == nil || description.loss.form != .point
            ? nil : IntervalRequest(levels: [0.8, 0.95], samples: nil, isConformal: true, isAdaptive: false)
        if let request = intervals ?? usual {
            let made = try ModelIntervals(
                request, table, origins: origins, calibration: input.calibration(request), engine: engine)
            for (place, origin) in origins.enumerated() {
                forecasts[place].intervals = made.bounds.map {
                    table.interval($0, window: place, origin: origin)
                }
            }
        }
        let picture = ForecastPicture(
            title: "Forecast of \(input.name)",
            subtitle: window.words + (isToCome ? "" : " of \(hasTest ? "the test part" : "the rows")") + ", "
                + "\(description.lookback) rows in, \(description.horizon) out",
            targets: zip(origins, forecasts).flatMap { origin, forecast in
                forecast.targets.indices.map { table.target($0, of: forecast, origin: origin) }
            },
            origin: table.place((origins.first ?? 1) - 1), axis: table.axis)
        return (picture, table)
    }
}

extension ModelTable {
    /// One of the origins in each of the first series.
    fileprivate func chosen(
        _ window: ForecastPicture.Window, of origins: [Int], _ input: ModelInput, _ engine: ForecastEngine
    ) throws -> [Int] {
        let ranges = table.ranges.prefix(ForecastPicture.series)
        func each(_ choose: (_ own: [Int]) -> Int?) -> [Int] {
            ranges.compactMap { range in choose(origins.filter { range.contains($0 - 1) }) }
        }
        switch window {
        case .newest, .next: return each(\.last)
        case .worst:
            let errors = try errors(origins, engine)
            return each { own in own.max { errors[$0] ?? 0 < errors[$1] ?? 0 } }
        case .from(let text):
            guard let times = table.times else {
                throw LaunchError(.badRequest, "the rows have no dates to choose a window by")
            }
            let start = try ModelForecasts.time(text, self, input.job.job.data.timeFormat)
            let chosen = each { own in own.first { times[$0] >= start } }
            guard !chosen.isEmpty, start >= origins.map({ times[$0] }).min() ?? start else {
                let known = origins.isEmpty ? "" : ": they begin at \(table.clock.text(times[origins[0]]))"
                throw LaunchError(
                    .badRequest, "no window of these rows begins at \(table.clock.text(start))\(known)")
            }
            return chosen
        }
    }

    /// The mean squared error of each window, by its origin.
    private func errors(_ origins: [Int], _ engine: ForecastEngine) throws -> [Int: Double] {
        let work = try ForecastWork(
            model, series: series, origins: origins.map { UInt32($0) }, windowsAtOnce: 32)
        let metrics = WindowMetrics(series, form: work.form, season: nil)
        var errors: [Int: Double] = [:]
        try engine.run(work) { slice, outputs in
            for (place, window) in work.slice(slice).windows.enumerated() {
                let first = place * work.outputsPerWindow
                let said = Array(outputs[first..<first + work.outputsPerWindow])
                errors[origins[window]] =
                    metrics.sums(
                        of: [origins[window]], said: FloatBuffer(said),
                        target: FloatBuffer(series.targets(origins: [origins[window]]))
                    ).errors.mse
            }
        }
        return errors
    }

    /// Where a row stands on the axis.
    fileprivate func place(_ row: Int) -> Int64 { table.times?[row] ?? Int64(row + 1) }

    /// A place of the axis in words.
    fileprivate func text(_ place: Int64) -> String {
        table.times == nil ? "row \(place)" : table.clock.text(place)
    }

    fileprivate var axis: Axis {
        guard table.times != nil else { return Axis("row", isWhole: true) }
        let zone = table.clock.zone?.name ?? (table.clock.countsInUTC ? "UTC" : nil)
        return Axis(zone.map { "time (\($0))" } ?? "time", scale: .time(table.clock.zone))
    }

    /// One target's part of a forecast, with the rows around it.
    fileprivate func target(
        _ target: Int, of forecast: Forecast, origin: Int
    ) -> ForecastPicture.Target {
        let column = table.targets[target]
        let start = table.ranges.first { $0.contains(origin - 1) }?.lowerBound ?? 0
        let before = max(model.description.lookback, 2 * forecast.steps)
        let past = max(start, origin - before)..<origin
        let future = origin..<min(origin + forecast.steps, table.rows)
        let (count, levels) = (forecast.targets.count, forecast.levels)
        func quantile(_ level: Int) -> [Double] {
            future.indices.map {
                forecast.quantiles[(($0 - origin) * count + target) * levels.count + level]
            }
        }
        func ends(_ numbers: [Double]) -> [Double] {
            future.map { numbers[($0 - origin) * count + target] }
        }
        let asked = forecast.intervals.filter { $0.lower.allSatisfy(\.isFinite) }.map {
            ForecastPicture.Interval(level: $0.level, lower: ends($0.lower), upper: ends($0.upper))
        }
        let learned = levels.indices.compactMap { low -> ForecastPicture.Interval? in
            let high = levels.firstIndex { abs($0 - (1 - levels[low])) < 1e-9 }
            guard let high, high > low else { return nil }
            return ForecastPicture.Interval(
                level: levels[high] - levels[low], lower: quantile(low), upper: quantile(high))
        }
        let name = forecast.targets[target]
        let truth = future.map { table[$0, column] }
        return ForecastPicture.Target(
            name: forecast.series.map { "\(name) of \($0)" } ?? name,
            history: (past.map(place), past.map { table[$0, column] }), times: future.map(place),
            forecast: future.map { forecast.values[($0 - origin) * count + target] },
            truth: truth.allSatisfy(\.isNaN) ? [] : truth, intervals: asked.isEmpty ? learned : asked)
    }
}
