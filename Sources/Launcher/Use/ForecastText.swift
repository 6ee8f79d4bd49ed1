package import Forecasting
import Foundation
import Store
import Tables

/// Forecasts as a CSV file, and in words.
package enum ForecastText {
    /// A header line, and a row for each time: the series where there are several, the time of the last row
    /// before where there are several of a series, the time, or the number of the row where there are no
    /// times, then for each target the forecast, the quantiles that the model was trained for, and both ends
    /// of the intervals that were asked for.
    ///
    /// - Parameters:
    ///   - columns: names of the columns of series and time, where the model has them.
    /// - Throws: `LaunchError.badRequest` where two columns would have one name.
    package static func csv(
        _ all: [Forecast], columns: (series: String?, time: String?)
    ) throws(LaunchError) -> String {
        guard let first = all.first else { return "" }
        let hasSeries = first.series != nil
        let hasOrigins = Set(all.map(\.series)).count < all.count
        let hasTimes = all.allSatisfy { $0.times != nil }
        var heads: [String] = []
        if hasSeries { heads.append(columns.series ?? "series") }
        if hasOrigins { heads.append("origin") }
        heads.append(hasTimes ? columns.time ?? "time" : "step")
        for target in first.targets {
            heads.append(target)
            heads += first.levels.map { "\(target)_q\($0)" }
            heads += first.intervals.flatMap {
                ["\(target)_lower_\($0.level)", "\(target)_upper_\($0.level)"]
            }
        }
        var names: Set<String> = []
        if let name = heads.first(where: { !names.insert($0).inserted }) {
            throw LaunchError(
                .badRequest,
                "two columns would be called \(quoted(name)): a target has the name of what stands beside "
                    + "another; --json tells them apart")
        }
        var lines = [heads.map(field).joined(separator: ",")]
        for forecast in all {
            for step in 0..<forecast.steps {
                var fields: [String] = []
                if hasSeries { fields.append(field(forecast.series ?? "")) }
                if hasOrigins { fields.append(field(forecast.lastTime ?? "\(forecast.origin)")) }
                fields.append(field(hasTimes ? forecast.times?[step] ?? "" : "\(step + 1)"))
                for target in forecast.targets.indices {
                    let place = step * forecast.targets.count + target
                    fields.append(number(forecast.values[place]))
                    fields += forecast.levels.indices.map {
                        number(forecast.quantiles[place * forecast.levels.count + $0])
                    }
                    fields += forecast.intervals.flatMap {
                        [number($0.lower[place]), number($0.upper[place])]
                    }
                }
                lines.append(fields.joined(separator: ","))
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// As much as a forecast in single precision says.
    private static func number(_ value: Double) -> String { String(format: "%.9g", value) }

    /// As RFC 4180 has it.
    private static func field(_ text: String) -> String {
        text.contains { ",\"\r\n".contains($0) || $0.isNewline }
            ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
    }

    /// What was done, and what one may do next.
    ///
    /// - Parameter csv: the file that was named; nil: none.
    package static func lines(_ forecasts: ModelForecasts, file: String?, csv: String?) -> [String] {
        let all = forecasts.forecasts
        var lines = forecasts.notes.map { "data: \($0)" }
        guard let first = all.first else { return lines }
        let rows = NumberText.grouped(all.reduce(0) { $0 + $1.steps })
        let behind = first.lastTime.map { all.count == 1 ? " behind \($0)" : "" } ?? ""
        let of = all.count == 1 ? "" : " in \(NumberText.grouped(all.count)) forecasts"
        lines.append(
            "\(forecasts.model): \(rows) rows\(behind)\(of)" + (file.map { " in \($0)" } ?? "")
                + ". How far off such forecasts are: lockstep evaluate \(forecasts.model)"
                + (csv.map { " --csv \($0)" } ?? ""))
        if let coverage = forecasts.coverage { lines += IntervalText.lines(coverage) }
        return lines
    }
}

/// Forecasts as JSON.
package struct ForecastDocument: Encodable {
    private struct Row: Encodable {
        let time: String?
        let values: [String: Double]
        /// By target, then by probability.
        let quantiles: [String: [String: Double]]?
        /// By target, then by probability: both ends, null where one is infinite.
        let intervals: [String: [String: [Double?]]]?
    }

    private struct One: Encodable {
        let series: String?
        let lastTime: String?
        let rows: [Row]
    }

    private let model: String
    private let forecasts: [One]
    private let coverage: IntervalReport?
    private let notes: [String]

    package init(_ forecasts: ModelForecasts) {
        model = forecasts.model
        notes = forecasts.notes
        coverage = forecasts.coverage
        self.forecasts = forecasts.forecasts.map { forecast in
            One(
                series: forecast.series, lastTime: forecast.lastTime,
                rows: (0..<forecast.steps).map { Self.row($0, forecast) })
        }
    }

    private static func row(_ step: Int, _ forecast: Forecast) -> Row {
        let (width, levels) = (forecast.targets.count, forecast.levels)
        var values: [String: Double] = [:]
        var quantiles: [String: [String: Double]] = [:]
        var intervals: [String: [String: [Double?]]] = [:]
        for (target, name) in forecast.targets.enumerated() {
            let place = step * width + target
            values[name] = forecast.values[place]
            for interval in forecast.intervals {
                intervals[name, default: [:]]["\(interval.level)"] =
                    [interval.lower[place], interval.upper[place]].map { $0.isFinite ? $0 : nil }
            }
            for (index, level) in levels.enumerated() {
                quantiles[name, default: [:]]["\(level)"] = forecast.quantiles[place * levels.count + index]
            }
        }
        return Row(
            time: forecast.times?[step], values: values, quantiles: levels.isEmpty ? nil : quantiles,
            intervals: intervals.isEmpty ? nil : intervals)
    }
}
