import ArgumentParser
import Benchmarks
import Launcher
import Training

struct RecoveryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recovery",
        abstract: "Time how long training stands still when a process is killed.",
        discussion: """
            A real local cluster trains on the demo series in a temporary folder. Again and again a worker \
            that has work in hand is killed (SIGKILL), at a random moment of a step; once its place is taken \
            and the new one has done work, the next one is killed. Times are in milliseconds from the kill: \
            until the coordinator knows, until the next step is applied after that, and until the cluster is \
            whole again. They are exact to about two milliseconds.

            With --coordinator it is the coordinator that is killed, and time runs until another one has \
            applied a step.
            """)

    @OptionGroup var model: BenchmarkModel

    @Option(help: "Worker processes.")
    var workers = 3

    @Option(help: "Threads of each worker, between which its batch is divided.")
    var threads = 1

    @Option(help: "Kills of each measurement; default 200, of coordinators 20.")
    var kills: Int?

    @Flag(help: "Kill the coordinator instead of workers.")
    var coordinator = false

    @Option(help: "Seed of the choice of workers and moments.")
    var seed: UInt64 = 1

    @Option(help: "Seconds for which undisturbed steps are measured.")
    var seconds = 2.0

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        try require(workers, "workers", in: 1...Limits.localWorkers)
        try require(threads, "threads", in: 1...Limits.threads)
    }

    func run() throws {
        var benchmark = RecoveryBenchmark(budget: try TimeBudget(seconds: seconds, repetitions: 5))
        if !model.shapes.isEmpty { benchmark.shapes = model.shapes }
        if !model.cases.isEmpty { benchmark.cases = model.cases }
        benchmark.layer = model.layer
        benchmark.layers = model.layers
        benchmark.outputs = model.outputs
        benchmark.workers = workers
        benchmark.threads = threads
        benchmark.kills = kills ?? (coordinator ? 20 : 200)
        benchmark.killsCoordinator = coordinator
        benchmark.seed = seed
        try benchmark.run().print(asJSON: json)
    }
}
