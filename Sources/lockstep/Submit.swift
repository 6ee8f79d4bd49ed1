import ArgumentParser
import Launcher
import Store
import System

struct Submit: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Give a job to the running cluster.",
        discussion: "Jobs are trained one after the other. Prints the run's identifier.")

    @Argument(help: "Job file (YAML).")
    var job: String

    @Option(help: "CSV file to train on, in place of the one that the job names.")
    var csv: String?

    @OptionGroup var state: StateOption

    @Flag(help: "Wait until the job has ended, showing progress, and print its summary.")
    var wait = false

    @Flag(help: "With --wait: print the summary as JSON.")
    var json = false

    func run() throws {
        let submission = try Submission(state: state.path)
        let run = try submission.submit(jobFile: job, csv: csv)
        guard wait else {
            Console.print(run)
            return
        }
        let summary = try submission.wait(for: run)
        try SummaryText.print(summary, asJSON: json, state: state.path, isDemo: false)
        try summary.status.throwUnlessFinished()
    }
}
