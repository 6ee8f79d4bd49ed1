import ArgumentParser
import Benchmarks

struct CheckpointCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint",
        abstract: "Time what checkpoints cost: the file, and what training loses to it.",
        discussion: """
            A thread of its own writes the file, until it is safe on the disk. Meanwhile training goes on: \
            the first update of the weights behind a checkpoint copies weights and optimizer state. The last \
            column is what it loses by that with a checkpoint every ten seconds.
            """)

    @Option(help: "Numbers of the weights; may be given several times.")
    var parameters: [Int] = []

    @Option(help: "Folder on the disk that is measured.")
    var folder = "."

    @Option(help: "Seconds of each measurement.")
    var seconds = 1.0

    @Option(help: "Repetitions of each measurement at least.")
    var repetitions = 5

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        var benchmark = CheckpointBenchmark(
            budget: try TimeBudget(seconds: seconds, repetitions: repetitions))
        if !parameters.isEmpty { benchmark.parameters = parameters }
        benchmark.folder = folder
        try benchmark.run().print(asJSON: json)
    }
}
