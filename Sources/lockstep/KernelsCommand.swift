import ArgumentParser
import Benchmarks

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
