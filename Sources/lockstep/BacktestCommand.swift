import ArgumentParser
import Launcher
import Store
import System
import Training

struct BacktestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backtest",
        abstract: "Measure forecasts from several origins, none of which its model had seen.",
        discussion: """
            The folds end at the last row; each forecasts --horizon rows, and begins --step rows behind the \
            one before. With --refit never, the default for a run or a model file, one model forecasts them \
            all, and a fold that it was trained or validated on is refused. With --refit each, the default \
            for a job file, a model is trained for each fold on what lies before it, with the job's seed: by \
            the cluster that is up in --state, or by one that lives as long as this command.

            Example: lockstep backtest first.yaml --folds 4 --horizon 24
            """)

    @Argument(help: "A run, latest, a model file, or a job file (YAML).")
    var model: String

    @OptionGroup var size: ClusterSize
    @OptionGroup var state: StateOption

    @Option(help: "CSV file with the rows, in place of the one that the run or job names.")
    var csv: String?

    @Option(help: "How many folds.")
    var folds: Int

    @Option(help: "Rows that each fold forecasts, at most the model's horizon; default: all of it.")
    var horizon: Int?

    @Option(help: "Rows from one fold to the next; default: --horizon.")
    var step: Int?

    @Option(help: "Whether a model is trained for each fold: never or each.")
    var refit: Backtest.Refit?

    @Option(
        name: .shortAndLong,
        help: "File to draw the errors of folds and steps into, whose name ends in .svg, .png or .html.")
    var output: String?

    @Flag(help: "Print what was found as JSON.")
    var json = false

    func validate() throws {
        try require(folds, "folds", in: 1...10_000)
        try require(horizon, "horizon", in: 1...1_000_000)
        try require(step, "step", in: 1...1_000_000_000)
    }

    func run() throws {
        let picture = try output.map { try PictureFile($0) }
        var cut = Backtest.Cut()
        (cut.folds, cut.horizon, cut.step) = (folds, horizon, step)
        let isJob = [".yaml", ".yml"].contains { model.hasSuffix($0) }
        let backtest: Backtest
        switch (isJob, refit ?? (isJob ? .each : .never)) {
        case (_, .each):
            backtest = try Backtest(
                model, isJob: isJob, csv: csv, state: state.path, cut,
                workers: size.workerCount, threads: size.threads, devices: size.deviceNames, say: Console.say)
        case (false, .never):
            backtest = try Backtest(
                ModelInput(model, state: state.path), csv: csv, cut,
                engine: ForecastEngine(state: state.path, threads: max(1, Host.processors)))
        case (true, .never):
            throw ValidationError(
                "--refit never takes one model for all folds, and \(model) is a job; name a run of it")
        }
        if json {
            Console.print(String(decoding: try JSON.encode(backtest), as: UTF8.self))
        } else {
            for line in BacktestText.lines(backtest) { Console.print(line) }
        }
        if let picture { try backtest.draw(to: picture) }
    }
}

extension Backtest.Refit: ExpressibleByArgument {}
