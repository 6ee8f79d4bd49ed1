import Forecasting
import Jobs
import Neural
import Series
package import Training

/// How often intervals held what happened, and how wide they were.
package struct IntervalReport: Codable, Sendable {
    package struct Figure: Codable, Sendable {
        /// The share of values that lay inside.
        package let coverage: Double
        /// On the scaled series, of the intervals that are finite; nil where none is.
        @ExplicitNull package private(set) var meanWidth: Double?
        /// The share of intervals that are infinite, for want of windows to calibrate by.
        package let infinite: Double

        init?(_ figure: IntervalCoverage.Figure) {
            guard figure.count > 0 else { return nil }
            coverage = figure.coverage
            infinite = Double(figure.infinite) / Double(figure.count)
            meanWidth = figure.meanWidth.isFinite ? figure.meanWidth : nil
        }
    }

    package struct Target: Codable, Sendable {
        package let name: String
        package let figure: Figure
    }

    package struct Level: Codable, Sendable {
        /// The probability that was asked for.
        package let level: Double
        package let together: Figure
        package let targets: [Target]
        /// For each step of the horizon; nil where nothing was there to be forecast.
        package let steps: [Figure?]
    }

    /// In words.
    package let method: String
    /// Of the test part, or whichever was asked for.
    package let part: String
    package let windows: Int
    package let levels: [Level]

    /// - Parameter part: whose windows; of many, so many are taken evenly.
    /// - Throws: as `ModelIntervals`.
    init(
        _ input: ModelInput, csv: String?, part: ModelEvaluation.Part, _ request: IntervalRequest,
        engine: ForecastEngine
    ) throws {
        let split = try input.table(csv, isSplit: part != .all)
        let all = try split.series.origins(of: part)
        let most = request.samples == nil ? Self.mostWindows : ModelTable.sampledWindows
        let origins = Calibration.thinned(all, to: most)
        let made = try ModelIntervals(
            request, split, origins: origins, calibration: input.calibration(request), engine: engine)
        let layout = OutputLayout(input.model.description)
        func values(_ steps: Range<Int>, _ targets: Range<Int>) -> [Int] {
            steps.flatMap { step in
                targets.map { layout.place(step: step, target: $0) / layout.width }
            }
        }
        method = request.words(input.model.description.loss.form)
        self.part = part.rawValue
        windows = origins.count
        levels = made.coverage.compactMap { coverage in
            guard let together = Figure(coverage.pooled) else { return nil }
            return Level(
                level: coverage.level, together: together,
                targets: input.model.description.targets.enumerated().compactMap { number, name in
                    Figure(coverage.pooled(values(0..<layout.horizon, number..<number + 1))).map {
                        Target(name: name, figure: $0)
                    }
                },
                steps: (0..<layout.horizon).map { step in
                    Figure(coverage.pooled(values(step..<step + 1, 0..<layout.targets)))
                })
        }
    }

    /// More tell no more of coverage.
    private static let mostWindows = 4096
}

extension ModelInput {
    /// Rows of a table at which windows begin whose outcome, at least in part, is known: of the run's own
    /// file those behind what it was trained and validated on, of another one all.
    func past(of table: ModelTable, csv: String?) throws -> [Int] {
        let windows = (0..<table.series.windowCount(.test)).map { table.series.firstTargetRow(of: $0, .test) }
        guard csv == nil, run != nil else { return windows }
        let split = try self.table(nil, isSplit: true)
        var data = job.job.data
        let parts = try PreparedJob.splits(&data, table: split.table, file: job)
        return zip(parts, zip(split.table.ranges, table.table.ranges)).flatMap { part, ranges in
            let first = ranges.1.lowerBound + part.test.lowerBound - ranges.0.lowerBound
            return windows.filter { $0 >= first && $0 <= ranges.1.upperBound }
        }
    }

    /// The windows that sampled paths are calibrated by; nil where the run's own rows are not there, or
    /// nobody needs them.
    func calibration(_ request: IntervalRequest) throws -> (table: ModelTable, origins: [Int])? {
        let method = request.method(model.description.loss.form)
        guard method.base == .paths, method.conformal != nil, run != nil else { return nil }
        let split = try table(nil, isSplit: true)
        return (split, Calibration.origins(split.series, most: ModelTable.sampledWindows))
    }
}
