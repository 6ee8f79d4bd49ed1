import ArgumentParser
import Benchmarks
import Training

struct ForecastsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forecast", abstract: "Time forecasts, from rows to outputs.",
        discussion: """
            No cluster: threads of this process, as lockstep forecast and evaluate have them. The case none \
            forecasts windows without dropout, as many at once as the shape has samples; both and shared \
            sample paths of one window, each under masks of its own. GFLOP/s count the matrix products of \
            the recurrent layer: 2 B T (F + H) 4H of an LSTM, 3H of a GRU, H of a simple_rnn.
            """)

    @OptionGroup var model: BenchmarkModel

    @Option(help: "Threads that share the windows.")
    var threads = 1

    @Option(help: "Paths of one window.")
    var paths = 200

    @Option(help: "Seconds of each measurement.")
    var seconds = 1.0

    @Option(help: "Repetitions of each measurement at least, however long they take.")
    var repetitions = 5

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        try require(threads, "threads", in: 1...Limits.threads)
        try require(paths, "paths", in: 1...Limits.benchmarkPaths)
        if model.layers != 1 { throw ValidationError("benchmark forecast goes without --layers") }
    }

    func run() throws {
        var benchmark = ForecastBenchmark(
            budget: try TimeBudget(seconds: seconds, repetitions: repetitions))
        if !model.shapes.isEmpty { benchmark.shapes = model.shapes }
        if !model.cases.isEmpty { benchmark.cases = model.cases }
        benchmark.layer = model.layer
        benchmark.outputs = model.outputs
        benchmark.threads = threads
        benchmark.paths = paths
        try benchmark.run().print(asJSON: json)
    }
}
