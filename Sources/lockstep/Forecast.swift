import ArgumentParser
import Launcher
import Store
import System
import Training

struct Forecast: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Forecast with what a run trained, in the series' own units.",
        discussion: """
            Prints a CSV: a row for each time behind the newest rows of the file, a column for each \
            target, and what the model says of quantiles. Without --csv it reads the file that the run was \
            trained on, as it is now.

            Example: lockstep forecast latest --csv new.csv -o forecast.csv
            """)

    @Argument(help: "A run, latest, or a model file.")
    var model: String

    @OptionGroup var state: StateOption

    @Option(help: "CSV file with the rows to forecast from, in columns as the model was trained on.")
    var csv: String?

    @Option(name: .shortAndLong, help: "File to write; default: standard output.")
    var output: String?

    @Flag(help: "Print JSON in place of a CSV.")
    var json = false

    @Option(
        help:
            "First time to forecast, such as \"2018-06-26 19:00\"; default: behind the newest row."
    )
    var from: String?

    @Option(help: "Rows to forecast; default: the model's horizon.")
    var steps: Int?

    @Flag(help: "Go on beyond the horizon, forecasts standing for what was.")
    var recursive = false

    @Option(help: "Name of a series of a long table, to be given again for further ones; default: all.")
    var series: [String] = []

    @Option(help: "Forecast every window of a part: train, validation, test or all.")
    var part: ModelEvaluation.Part?

    @OptionGroup var intervals: IntervalOptions

    @Option(help: "Threads; default: one for each processor.")
    var threads: Int?

    func validate() throws {
        try require(steps, "steps", in: 1...1_000_000)
        try require(threads, "threads", in: 1...Limits.threads)
    }

    func run() throws {
        if let output {
            let file = try OutputFile(output)
            for read in [csv, model].compactMap(\.self) where file.isSame(as: read) {
                throw ValidationError("-o \(output) is what is read, and would be lost; name another file")
            }
        }
        let input = try ModelInput(model, state: state.path)
        var request = ModelForecasts.Request()
        request.csv = csv
        request.from = from
        request.steps = steps
        request.isRecursive = recursive
        request.series = series
        request.part = part
        request.intervals = try intervals.request
        let display = ShareDisplay("forecasting")
        let engine = try ForecastEngine(
            state: state.path, threads: threads ?? max(1, Host.processors),
            show: display.show(_:secondsLeft:))
        let forecasts = try ModelForecasts(input, request, engine: engine)
        display.erase()
        let text =
            try json
            ? String(decoding: JSON.encode(ForecastDocument(forecasts)), as: UTF8.self) + "\n"
            : ForecastText.csv(forecasts.forecasts, columns: input.columns)
        try Console.write(text, to: output)
        for line in ForecastText.lines(forecasts, file: output, csv: csv) { Console.say(line) }
    }
}

extension ModelEvaluation.Part: ExpressibleByArgument {}
