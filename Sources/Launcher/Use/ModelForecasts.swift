package import Forecasting
import Jobs
import Series
import Tables
import Training
import Transport

/// `lockstep forecast`: what a model says of rows to come.
package struct ModelForecasts: Sendable {
    /// What is to be forecast.
    package struct Request: Sendable {
        /// Path of a CSV file; nil: the one that the run was trained on.
        package var csv: String?
        /// The first time to forecast, as a time column holds it; nil: behind what is known.
        package var from: String?
        /// Rows, at least 1; nil: the model's horizon.
        package var steps: Int?
        /// Whether forecasts may stand for values beyond the horizon.
        package var isRecursive = false
        /// Names of series; empty: all.
        package var series: [String] = []
        /// All windows of a part in place of one.
        package var part: ModelEvaluation.Part?
        /// Nil: no intervals.
        package var intervals: IntervalRequest?
        package init() {}
    }

    /// A run or a file.
    package let model: String
    /// One for each series, or for each window of a part.
    package let forecasts: [Forecast]
    /// How often such intervals held over the run's test part; nil where nobody asked for any, or its rows
    /// are not there.
    package private(set) var coverage: IntervalReport?
    /// What reading the rows did, a sentence each.
    package let notes: [String]

    /// - Throws: whatever is wrong with the rows, or does not fit the model: `TableError`, `SeriesError`,
    ///   `ForecastingError`, `JobError`, `LaunchError`.
    package init(_ input: ModelInput, _ request: Request, engine: ForecastEngine) throws {
        model = input.name
        let horizon = input.model.description.horizon
        let steps = request.steps ?? horizon
        guard steps <= horizon || request.isRecursive else {
            throw LaunchError(
                .badRequest,
                "the model forecasts \(horizon) rows, and \(steps) are asked for; --recursive takes "
                    + "forecasts for what they stand for and goes on, or train with a longer horizon"
            )
        }
        if let part = request.part {
            (forecasts, notes) = try Self.all(of: part, input, request, steps: steps, engine)
            return
        }
        var table = try input.table(request.csv, rowsToCome: horizon)
        var notes = table.notes
        let start = try request.from.map { try Self.time($0, table, input.job.job.data.timeFormat) }
        let origins = try table.origins(from: start, series: request.series) { notes.append($0) }
        notes += table.remarks(origins: origins)
        var made = try Self.forecasts(table, origins: origins, engine)
        if let intervals = request.intervals {
            guard steps <= horizon else {
                throw LaunchError(
                    .badRequest,
                    "intervals are known up to the model's horizon of \(horizon) rows, and \(steps) are "
                        + "asked for; leave --interval out, or ask for fewer")
            }
            try Self.add(intervals, to: &made, of: table, origins, input, csv: request.csv, engine)
            if input.run != nil, request.csv == nil {
                do {
                    coverage = try IntervalReport(input, csv: nil, part: .test, intervals, engine: engine)
                } catch {
                    notes.append("How often such intervals hold is not measured: \(error).")
                }
            }
        }
        var parts = [made]
        while parts.count * horizon < steps {
            table = try table.followed(by: made, name: "the forecast so far")
            made = try Self.forecasts(table, origins: table.origins(), engine)
            parts.append(made)
        }
        let whole =
            parts.count == 1
            ? made
            : made.indices.compactMap { series in
                Forecast(joining: parts.map { $0[series] })
            }
        forecasts = whole.map { $0.prefix(steps) }
        self.notes = notes
    }

    /// One for each origin, in their order.
    static func forecasts(
        _ table: ModelTable, origins: [Int], _ engine: ForecastEngine
    ) throws -> [Forecast] {
        let work = try ForecastWork(
            table.model, series: table.series, origins: origins.map { UInt32($0) }, windowsAtOnce: 32)
        var forecasts: [Forecast] = []
        try engine.run(work) { slice, outputs in
            for (place, window) in work.slice(slice).windows.enumerated() {
                let first = place * work.outputsPerWindow
                forecasts.append(
                    table.forecast(
                        outputs[first..<first + work.outputsPerWindow], origin: origins[window]))
            }
        }
        return forecasts
    }

    /// Where the values of forecasts will lie.
    private static func add(
        _ request: IntervalRequest, to forecasts: inout [Forecast], of table: ModelTable, _ origins: [Int],
        _ input: ModelInput, csv: String?, _ engine: ForecastEngine
    ) throws {
        // What happened before is what adaptive intervals learn from.
        let past = request.isAdaptive ? try input.past(of: table, csv: csv) : []
        let most = request.samples == nil ? Limits.pastWindows : ModelTable.sampledWindows
        var windows: [Int] = []
        var places: [Int] = []
        for origin in origins {
            let first = table.table.ranges.first { $0.contains(origin - 1) }?.lowerBound ?? 0
            windows += past.filter { $0 >= first && $0 < origin }.suffix(most)
            places.append(windows.count)
            windows.append(origin)
        }
        let made = try ModelIntervals(
            request, table, origins: windows, calibration: input.calibration(request), engine: engine)
        for (index, origin) in origins.enumerated() {
            forecasts[index].intervals = made.bounds.map {
                table.interval($0, window: places[index], origin: origin)
            }
        }
    }

    /// Every window of a part, by its own values before.
    private static func all(
        of part: ModelEvaluation.Part, _ input: ModelInput, _ request: Request, steps: Int,
        _ engine: ForecastEngine
    ) throws -> ([Forecast], notes: [String]) {
        guard request.from == nil, !request.isRecursive, request.series.isEmpty else {
            throw LaunchError(
                .badRequest,
                "--part forecasts every window of a part; leave out --from, --series and --recursive"
            )
        }
        let table = try input.table(request.csv, isSplit: part != .all)
        let origins = try table.series.origins(of: part)
        var made = try forecasts(table, origins: origins, engine)
        if let intervals = request.intervals {
            let bounds = try ModelIntervals(
                intervals, table, origins: origins, calibration: input.calibration(intervals), engine: engine
            ).bounds
            for (window, origin) in origins.enumerated() {
                made[window].intervals = bounds.map { table.interval($0, window: window, origin: origin) }
            }
        }
        return (made.map { $0.prefix(steps) }, table.notes)
    }

    /// A time that somebody asks for, as the rows' times count.
    ///
    /// - Throws: `LaunchError.badRequest` where it is none, or names a zone that the rows do not have.
    static func time(_ text: String, _ table: ModelTable, _ format: String?) throws -> Int64 {
        guard let time = WrittenTime(text, format: format) else {
            throw LaunchError(
                .badRequest,
                "--from \(quoted(text)) is no date, or no date and time; write it as 2017-06-01 13:00"
            )
        }
        let clock = table.table.clock
        guard !time.hasZone || clock.countsInUTC else {
            throw LaunchError(
                .badRequest,
                "--from \(quoted(text)) names a zone, and the file's times do not; write it as the file does")
        }
        guard let zone = clock.zone, !time.hasZone else { return time.nanoseconds }
        return zone.firstMoment(of: time.nanoseconds)
    }
}
