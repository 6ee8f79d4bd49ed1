import ArgumentParser
import Launcher
import Store
import System

struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Train a job on a local cluster: start it, show progress, report, stop it.",
        discussion: """
            Without JOB it trains the embedded demo. The result is the same bits whatever --workers and \
            --threads say, and whatever dies on the way: dead workers and a dead coordinator are started \
            again.

            Ctrl-C writes a checkpoint and ends; --resume goes on from there. With --json the only thing on \
            standard output is one JSON object; progress goes to standard error.
            """)

    @Argument(help: "Job file (YAML).")
    var job: String?

    @OptionGroup var size: ClusterSize
    @OptionGroup var state: StateOption

    @Option(help: "CSV file to train on, in place of the one that the job names.")
    var csv: String?

    @Flag(help: "Go on with the newest unfinished run (of JOB, if given) from its last checkpoint.")
    var resume = false

    @Flag(help: "Print the summary as JSON.")
    var json = false

    func run() throws {
        let session = try TrainSession(
            state: state.path, workers: size.workerCount, threads: size.threads, devices: size.deviceNames)
        let run = try session.prepare(jobFile: job, csv: csv, resume: resume)
        let summary = try session.train(run)
        if !json { PlotCommand.showEnd(of: run) }
        try SummaryText.print(summary, asJSON: json, state: state.path, isDemo: job == nil && !resume)
        try summary.status.throwUnlessFinished()
    }
}
