import ArgumentParser
import Benchmarks
import Launcher
import Training

struct DecisionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decisions",
        abstract: "Time a coordinator's decisions alone: how a step's cost grows with its workers.",
        discussion: """
            The coordinator's state machine in one process, with workers that answer under a virtual clock. \
            A step is every decision from the first answer to the next step's assignments, the sums in tree \
            order and the update of the weights among them; no message is packed or sent.
            """)

    @Option(help: "Workers; may be given several times. Default: 16, 64, 256 and 1000.")
    var workers: [Int] = []

    @Option(help: "Numbers of a gradient.")
    var parameters = 1000

    @Option(help: "Seconds of each measurement.")
    var seconds = 2.0

    @Option(help: "Steps of each measurement at least, however long they take.")
    var repetitions = 20

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        var benchmark = DecisionsBenchmark(budget: try TimeBudget(seconds: seconds, repetitions: repetitions))
        if !workers.isEmpty { benchmark.workers = workers }
        benchmark.parameters = parameters
        try benchmark.run().print(asJSON: json)
    }
}
