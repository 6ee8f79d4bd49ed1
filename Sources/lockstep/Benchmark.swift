import ArgumentParser
import Benchmarks
import Launcher
import Neural
import Services
import Training

struct Benchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure how fast this machine trains.",
        discussion: """
            Each benchmark first says what it ran on: processor, matrix library, kernels, and the most \
            multiply-adds a core can do, of which everything else is a fraction. Close other programs for \
            numbers that you want to compare.

            A shape is BxTxFxH: B samples of T time steps of F features, into LSTM layers of H units. Names: \
            S = 32x24x7x10, M = 64x96x7x64, L = 128x96x32x256.
            """,
        subcommands: [
            StepCommand.self, KernelsCommand.self, ExchangeCommand.self, ClusterCommand.self,
            RecoveryCommand.self, CheckpointCommand.self, StandInCommand.self,
        ])
}

extension BenchmarkCase: ExpressibleByArgument {}
extension Growth: ExpressibleByArgument {}

/// What is trained.
struct BenchmarkModel: ParsableArguments {
    @Option(
        name: .customLong("shape"),
        help: ArgumentHelp("S, M, L or BxTxFxH; may be given several times.", valueName: "BxTxFxH"),
        transform: BenchmarkShape.init(parsing:))
    var shapes: [BenchmarkShape] = []

    @Option(
        name: .customLong("case"),
        help: """
            Dropout of the LSTM layers, may be given several times: none; both, dropout and recurrent \
            dropout of 0.2 with masks for each gate; shared, the same with one mask for all gates.
            """)
    var cases: [BenchmarkCase] = []

    @Option(help: "LSTM layers.")
    var layers = 1

    @Option(help: "Outputs of the dense layer at the end.")
    var outputs = 24

    func validate() throws {
        try require(layers, "layers", in: 1...Limits.benchmarkLayers)
        try require(outputs, "outputs", in: 1...Limits.benchmarkOutputs)
    }
}

struct StepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "step", abstract: "Time one training step: forward, loss, backward, Adam.",
        discussion: """
            One thread, no cluster: what a single core does with the code that trains. GFLOP/s count the \
            matrix products of the LSTM layers, 6 B T (F + H) 4H each.

            With --sweep the shape (default M) grows in one size, twofold each time; the deviation says how \
            much longer a step takes than the growth in operations would make it.
            """)

    @OptionGroup var model: BenchmarkModel

    @Option(help: "Threads that train side by side, each for itself; the median is that of all their steps.")
    var threads = 1

    @Option(help: "Size to double from line to line: batch, time-steps, units or layers.")
    var sweep: Growth?

    @Option(help: "Seconds of each measurement.")
    var seconds = 1.0

    @Option(help: "Steps of each measurement at least, however long they take.")
    var repetitions = 5

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        try require(threads, "threads", in: 1...Limits.threads)
        if sweep != nil && model.shapes.count > 1 {
            throw ValidationError("--sweep starts from one --shape, not from \(model.shapes.count)")
        }
    }

    func run() throws {
        var benchmark = StepBenchmark(budget: try TimeBudget(seconds: seconds, repetitions: repetitions))
        if sweep != nil { benchmark.shapes = [.medium] }
        if !model.shapes.isEmpty { benchmark.shapes = model.shapes }
        if !model.cases.isEmpty { benchmark.cases = model.cases }
        benchmark.layers = model.layers
        benchmark.outputs = model.outputs
        benchmark.threads = threads
        benchmark.sweep = sweep
        try benchmark.run().print(asJSON: json)
    }
}

struct KernelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kernels", abstract: "Time element-wise kernels and matrix products, each for itself.",
        discussion: """
            Element-wise kernels run in each variant that this processor can run; all variants give the same \
            bits. The matrix products are those of one time step and one gate of an LSTM layer, and for the \
            weights those of some time steps together.
            """)

    @Option(help: "Numbers of the vectors that element-wise kernels work on; may be given several times.")
    var elements: [Int] = []

    @Option(
        name: .customLong("shape"),
        help: ArgumentHelp(
            "Whose matrix products: S, M, L or BxTxFxH; may be given several times.", valueName: "BxTxFxH"),
        transform: BenchmarkShape.init(parsing:))
    var shapes: [BenchmarkShape] = []

    @Option(help: "Seconds of each measurement.")
    var seconds = 0.1

    @Option(help: "Repetitions of each measurement at least.")
    var repetitions = 5

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        var benchmark = KernelBenchmark(budget: try TimeBudget(seconds: seconds, repetitions: repetitions))
        if !elements.isEmpty { benchmark.elements = elements }
        if !shapes.isEmpty { benchmark.shapes = shapes }
        try benchmark.run().print(asJSON: json)
    }
}

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

    @Option(help: "Seconds of the steady part of each measurement.")
    var seconds = 5.0

    @Option(help: "Steps of the steady part at least, however long they take.")
    var repetitions = 5

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        for count in workers { try require(count, "workers", in: 1...Limits.localWorkers) }
        try require(threads, "threads", in: 1...Limits.threads)
    }

    func run() throws {
        var benchmark = ClusterBenchmark(budget: try TimeBudget(seconds: seconds, repetitions: repetitions))
        if !model.shapes.isEmpty { benchmark.shapes = model.shapes }
        if !model.cases.isEmpty { benchmark.cases = model.cases }
        if !workers.isEmpty { benchmark.workers = workers }
        benchmark.layers = model.layers
        benchmark.outputs = model.outputs
        benchmark.threads = threads
        try benchmark.run().print(asJSON: json)
    }
}
