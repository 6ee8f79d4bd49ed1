import ArgumentParser
import Launcher
import Store
import System
import Training

struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure what a model's forecasts get wrong, beside naive ones on the same windows.",
        discussion: """
            Without --csv it takes the rows that the run was trained on, and of them the test part; of a \
            file it takes all windows unless --part says which. Errors stand there together, for each \
            target in its own units, and for each step ahead; with --json also for each step of each target.

            Example: lockstep evaluate latest --part validation
            """)

    @Argument(help: "A run, latest, or a model file.")
    var model: String

    @OptionGroup var state: StateOption

    @Option(help: "CSV file with the rows, in columns as the model was trained on.")
    var csv: String?

    @Option(help: "Which windows: train, validation, test or all.")
    var part: ModelEvaluation.Part?

    @Flag(help: "Measure what each input is worth, and which part of the lookback.")
    var importance = false

    @Option(help: "Permutations of the windows for each input.")
    var repeats = 5

    @OptionGroup var intervals: IntervalOptions

    @Option(help: "Threads; default: one for each processor.")
    var threads: Int?

    @Flag(help: "Print what was found as JSON.")
    var json = false

    func validate() throws {
        try require(threads, "threads", in: 1...Limits.threads)
        try require(repeats, "repeats", in: 1...1000)
    }

    func run() throws {
        let display = ShareDisplay("evaluating")
        let engine = try ForecastEngine(
            state: state.path, threads: threads ?? max(1, Host.processors),
            show: display.show(_:secondsLeft:))
        let evaluation = try ModelEvaluation(
            ModelInput(model, state: state.path), csv: csv, part: part, intervals: intervals.request,
            repeats: importance ? repeats : nil, engine: engine)
        display.erase()
        if json {
            Console.print(String(decoding: try JSON.encode(evaluation), as: UTF8.self))
        } else {
            for line in EvaluationText.lines(evaluation) { Console.print(line) }
        }
    }
}
