import ArgumentParser
import Benchmarks
import Launcher
import Services
import Training

struct ExchangeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exchange",
        abstract: "Time the exchange of gradients and weights alone: workers that compute nothing.",
        discussion: """
            A real coordinator and real worker processes, which hand in a gradient that is there already. A \
            round is a whole step without the computing: weights to all workers, a gradient from each, their \
            sum in tree order, the update of the weights. On one machine long vectors go by shared memory.
            """)

    @Option(help: "Numbers of a gradient; may be given several times.")
    var parameters: [Int] = []

    @Option(help: "Worker processes; may be given several times. Default: 2 and 4.")
    var workers: [Int] = []

    @Option(help: "Clusters started for each measurement.")
    var trials = 3

    @Option(help: "Seconds of the steady part of each trial.")
    var seconds = 1.0

    @Option(help: "Rounds of the steady part at least, however long they take.")
    var repetitions = 20

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        for count in workers { try require(count, "workers", in: 1...Limits.localWorkers) }
    }

    func run() throws {
        var benchmark = ExchangeBenchmark(budget: try TimeBudget(seconds: seconds, repetitions: repetitions))
        if !parameters.isEmpty { benchmark.parameters = parameters }
        if !workers.isEmpty { benchmark.workers = workers }
        benchmark.trials = trials
        try benchmark.run().print(asJSON: json)
    }
}

/// What `exchange` starts in place of lockstep-worker, with the same options.
struct StandInCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "stand-in", shouldDisplay: false)

    @Option var coordinator: String
    @Option var name: String
    @Option var threads: Int
    @Option var data: String
    @Option var parent: Int

    func run() throws {
        var options = WorkerOptions(coordinator: coordinator, name: name, threads: threads, dataFolder: data)
        options.parent = parent
        try ExchangeBenchmark.standIn(options)
    }
}
