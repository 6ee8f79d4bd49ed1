import Forecasting
import Plotting
import Series
import Tables

extension ForecastPicture {
    /// Series of a long table that one picture shows.
    private static let series = 4

    /// The newest window of the test part, which the model did not see, with what came; of all rows where
    /// there is no such part, or a file is named.
    ///
    /// - Parameter csv: path of a file; nil: the one that the run was trained on.
    /// - Throws: as `ModelForecasts`.
    static func chart(_ input: ModelInput, csv: String?, engine: ForecastEngine) throws -> Chart {
        let table = try input.table(csv, isSplit: csv == nil)
        let hasTest = csv == nil && table.series.windowCount(.test) > 0
        let origins = table.newest(try table.series.origins(of: hasTest ? .test : .all), series: Self.series)
        let forecasts = try ModelForecasts.forecasts(table, origins: origins, engine)
        let description = input.model.description
        let picture = ForecastPicture(
            title: "Forecast of \(input.name)",
            subtitle: "the newest window of \(hasTest ? "the test part" : "the rows"), "
                + "\(description.lookback) rows in, \(description.horizon) out",
            targets: zip(origins, forecasts).flatMap { origin, forecast in
                forecast.targets.indices.map { table.target($0, of: forecast, origin: origin) }
            },
            origin: table.place((origins.first ?? 1) - 1), axis: table.axis)
        return picture.chart(text: table.text)
    }
}

extension ModelTable {
    /// The last of the origins in each of the first series.
    fileprivate func newest(_ origins: [Int], series: Int) -> [Int] {
        table.ranges.prefix(series).compactMap { range in origins.last { range.contains($0 - 1) } }
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
        let intervals = levels.indices.compactMap { low -> ForecastPicture.Interval? in
            let high = levels.firstIndex { abs($0 - (1 - levels[low])) < 1e-9 }
            guard let high, high > low else { return nil }
            return ForecastPicture.Interval(
                level: levels[high] - levels[low], lower: quantile(low), upper: quantile(high))
        }
        let name = forecast.targets[target]
        return ForecastPicture.Target(
            name: forecast.series.map { "\(name) of \($0)" } ?? name,
            history: (past.map(place), past.map { table[$0, column] }), times: future.map(place),
            forecast: future.map { forecast.values[($0 - origin) * count + target] },
            truth: future.map { table[$0, column] }, intervals: intervals)
    }
}
