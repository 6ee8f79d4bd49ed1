import ArgumentParser
import Launcher
import System
import Training

struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look a CSV file over and write a job for it: one that trains, by measuring three.",
        discussion: """
            Finds time columns, step, series, missing values, holes and separators, chooses lookback and \
            horizon by the step, tries three kinds of windows and model for at most two minutes, and writes \
            the one with the least validation error, with comments. Says so where a naive forecast is better.
            """)

    @Argument(help: "CSV file, as it is or compressed by gzip.")
    var csv: String

    @Option(name: .shortAndLong, help: "Job file to write; default: the CSV file's name in this folder.")
    var output: String?

    @Option(
        name: .customLong("target"),
        help: "Column to forecast, once for each; default: all of a few, or the first.")
    var targets: [String] = []

    @Flag(help: "Replace the job file where there is one.")
    var force = false

    @Option(help: "Worker processes to measure with; default: one for each processor.")
    var workers: Int?

    @Option(help: "Seconds to measure for; 0 writes the first draft.")
    var seconds = 120.0

    func validate() throws {
        try require(workers, "workers", in: 1...Limits.localWorkers)
        guard (0...86_400).contains(seconds) else {
            throw ValidationError("--seconds is \(seconds); it must be 0 to 86400")
        }
    }

    func run() throws {
        let place = try JobFilePlace(output, csv: csv, mayReplace: force)
        let drafting = try JobDrafting(
            csv: csv, place: place, targets: targets, workers: workers ?? Host.processors)
        let outcome = try drafting.best(seconds: seconds) { Console.say($0) }
        try place.write(outcome.text)
        for line in InitText.lines(outcome, file: place.name) { Console.print(line) }
    }
}
