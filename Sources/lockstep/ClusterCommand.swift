import ArgumentParser
import Benchmarks
import Device
import Launcher
import Training

struct ClusterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cluster",
        abstract: "Time a real local cluster that trains, with several numbers of workers.",
        discussion: """
            Each worker gets a batch of the shape's size in each step, so that the global batch grows with \
            the workers. The demo series is trained on in a temporary folder. Speed is that of the steady \
            part, without start-up. The coordinator's share is its processor time over that of all cores; \
            the first step is counted from the beginning of the job's preparation.
            """)

    @OptionGroup var model: BenchmarkModel

    @Option(
        help: "Worker processes; may be given several times. Default: 1, 2 and so on, doubling, to all cores."
    )
    var workers: [Int] = []

    @Option(help: "Threads of each worker, between which its batch is divided.")
    var threads = 1

    @Option(help: "What workers compute on, in turn: cpu, cuda or cuda:N, separated by commas.")
    var devices = "cpu"

    @Option(help: "Seconds of the steady part of each measurement.")
    var seconds = 5.0

    @Option(help: "Steps of the steady part at least, however long they take.")
    var repetitions = 5

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        for count in workers { try require(count, "workers", in: 1...Limits.localWorkers) }
        try require(threads, "threads", in: 1...Limits.threads)
        _ = try ClusterSize.deviceNames(devices)
    }

    func run() throws {
        var benchmark = ClusterBenchmark(budget: try TimeBudget(seconds: seconds, repetitions: repetitions))
        if !model.shapes.isEmpty { benchmark.shapes = model.shapes }
        if !model.cases.isEmpty { benchmark.cases = model.cases }
        if !workers.isEmpty { benchmark.workers = workers }
        benchmark.layer = model.layer
        benchmark.layers = model.layers
        benchmark.outputs = model.outputs
        benchmark.threads = threads
        benchmark.devices = try ClusterSize.deviceNames(devices)
        try benchmark.run().print(asJSON: json)
    }
}
