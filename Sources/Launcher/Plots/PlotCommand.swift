package import Plotting
package import Store
import System
import Training

/// `lockstep plot`: a picture of what a run did or is.
package struct PlotCommand {
    /// What there are pictures of.
    package enum Subject: String, CaseIterable, Sendable {
        case loss
        case masks
        case weights
        case forecast
        case errors
        case intervals
    }

    /// Which windows are drawn.
    package struct Choice: Sendable {
        /// Path of the file with the rows to forecast; nil: the one that the run was trained on.
        package var csv: String?
        /// The time at which the window begins; nil: the newest.
        package var from: String?
        /// Whether the window with the largest error is drawn.
        package var isWorst = false
        /// Whether the rows to come are drawn.
        package var isNext = false
        /// Nil: the usual ones.
        package var intervals: IntervalRequest?

        package init() {}

        fileprivate var window: ForecastPicture.Window {
            isWorst ? .worst : isNext ? .next : from.map { .from($0) } ?? .newest
        }
    }

    package let chart: Chart

    /// - Parameters:
    ///   - name: a run's identifier, `latest`, or the path of a model file.
    ///   - state: path of the state directory that has the runs.
    ///   - choice: of forecasts, errors and intervals.
    ///   - step, slots: of the masks.
    /// - Throws: `LaunchError.notFound` where there is no such run or file, or it does not hold what is asked
    ///   for; `StoreError`, `SystemError`, `JobError`, `TableError`, `SeriesError`, `ForecastingError` for
    ///   what cannot be read.
    package init(
        _ name: String, _ what: Subject, state: String, choice: Choice = Choice(), step: UInt32 = 0,
        slots: [UInt32] = []
    ) throws {
        func subject() throws -> PlotSubject { try PlotSubject(name, state: state) }
        func model() throws -> ModelInput { try ModelInput(name, state: state) }
        func engine() throws -> ForecastEngine {
            try ForecastEngine(state: state, threads: max(1, Host.processors))
        }
        switch what {
        case .loss: chart = try LossCurve(subject()).chart
        case .masks: chart = try MaskPictures(subject().model(), step: step, slots: slots).chart
        case .weights: chart = try WeightHistograms(subject().model()).chart
        case .forecast:
            chart = try ForecastPicture.chart(
                model(), csv: choice.csv, choice.window, intervals: choice.intervals, engine: engine())
        case .errors:
            let evaluation = try ModelEvaluation(model(), csv: choice.csv, part: nil, engine: engine())
            chart = ErrorPicture(evaluation).chart
        case .intervals:
            let usual = IntervalRequest(
                levels: [0.8, 0.95], samples: nil, isConformal: true, isAdaptive: false)
            let input = try model()
            let report = try IntervalReport(
                input, csv: choice.csv, part: choice.csv == nil ? .test : .all, choice.intervals ?? usual,
                engine: engine())
            chart = CoveragePicture(report, of: input.name).chart
        }
    }

    /// Shows a run's losses and a forecast, each in a few lines, where standard output is a terminal and
    /// there is something to be seen.
    package static func showEnd(of run: RunFolder) {
        guard TerminalStyle.isTerminal else { return }
        var charts: [(chart: Chart, lines: Int)] = []
        if let curve = try? LossCurve(run), curve.epochs.count > 1 {
            charts.append((curve.small, Limits.smallCurveLines))
        }
        if let input = try? ModelInput(run),
            let engine = try? ForecastEngine(state: nil, threads: max(1, Host.processors)),
            let forecast = try? ForecastPicture.small(input, engine: engine)
        {
            charts.append((forecast, Limits.smallForecastLines))
        }
        for (chart, lines) in charts {
            for line in TerminalPicture.lines(chart, TerminalStyle(height: lines)) {
                Console.draw(line)
            }
            Console.print("")
        }
    }

    /// Writes the picture to a file, or in characters to standard output.
    ///
    /// - Parameters:
    ///   - file: nil: standard output.
    ///   - width, height: of the characters; nil: the terminal's width, as many lines as it takes.
    /// - Throws: `LaunchError`, `SystemError` where the file cannot be made.
    package func show(file: String?, width: Int?, height: Int?) throws {
        if let file { return try PictureFile(file).write(chart) }
        for line in TerminalPicture.lines(chart, TerminalStyle(width: width, height: height)) {
            Console.draw(line)
        }
    }
}
