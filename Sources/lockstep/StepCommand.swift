import ArgumentParser
import Benchmarks
import Device
import Training

struct StepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "step", abstract: "Time one training step: forward, loss, backward, Adam.",
        discussion: """
            One thread, no cluster: what a single core does with the code that trains. GFLOP/s count the \
            matrix products of the recurrent layers: 6 B T (F + H) 4H of each LSTM, 3H of a GRU, H of a \
            simple_rnn.

            With --sweep the shape (default M) grows in one size, twofold each time; the deviation says how \
            much longer a step takes than the growth in operations would make it.
            """)

    @OptionGroup var model: BenchmarkModel

    @Option(help: "Threads that train side by side, each for itself; the median is that of all their steps.")
    var threads = 1

    @Option(help: "Size to double from line to line: batch, time-steps, units or layers.")
    var sweep: Growth?

    @Option(help: "Measure whole steps that stay on this device, cuda or cuda:N, in place of the processor.")
    var device: String?

    @Option(help: "Seconds of each measurement.")
    var seconds = 1.0

    @Option(help: "Steps of each measurement at least, however long they take.")
    var repetitions = 5

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        try require(threads, "threads", in: 1...Limits.threads)
        if let device {
            guard let name = DeviceName(device), name != .cpu else {
                throw ValidationError("--device must be cuda or cuda:N with N from 0, not \(device)")
            }
            guard sweep == nil && threads == 1 && model.layers == 1 else {
                throw ValidationError("--device goes without --sweep, --threads and --layers")
            }
        }
        if sweep != nil && model.shapes.count > 1 {
            throw ValidationError("--sweep starts from one --shape, not from \(model.shapes.count)")
        }
    }

    func run() throws {
        if let name = device.flatMap({ DeviceName($0) }) { return try runOnDevice(name) }
        var benchmark = StepBenchmark(budget: try TimeBudget(seconds: seconds, repetitions: repetitions))
        if sweep != nil { benchmark.shapes = [.medium] }
        if !model.shapes.isEmpty { benchmark.shapes = model.shapes }
        if !model.cases.isEmpty { benchmark.cases = model.cases }
        benchmark.layer = model.layer
        benchmark.layers = model.layers
        benchmark.outputs = model.outputs
        benchmark.threads = threads
        benchmark.sweep = sweep
        try benchmark.run().print(asJSON: json)
    }

    private func runOnDevice(_ name: DeviceName) throws {
        var benchmark = DeviceStepBenchmark(device: name)
        benchmark.layer = model.layer
        if !model.shapes.isEmpty { benchmark.shapes = model.shapes }
        if !model.cases.isEmpty { benchmark.cases = model.cases }
        benchmark.outputs = model.outputs
        try benchmark.run().print(asJSON: json)
    }
}
