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

            A shape is BxTxFxH: B samples of T time steps of F features, into recurrent layers of H units. \
            Names: S = 32x24x7x10, M = 64x96x7x64, L = 128x96x32x256.
            """,
        subcommands: [
            StepCommand.self, ForecastsCommand.self, KernelsCommand.self, DecisionsCommand.self,
            ExchangeCommand.self,
            ClusterCommand.self,
            RecoveryCommand.self, CheckpointCommand.self, StandInCommand.self,
        ])
}

extension BenchmarkCase: ExpressibleByArgument {}
extension BenchmarkLayer: ExpressibleByArgument {}
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
            Dropout of the recurrent layers, may be given several times: none; both, dropout and recurrent \
            dropout of 0.2 with masks for each gate; shared, the same with one mask for all gates.
            """)
    var cases: [BenchmarkCase] = []

    @Option(help: "Recurrent layers: lstm, gru, simple_rnn or indrnn.")
    var layer = BenchmarkLayer.lstm

    @Option(help: "Recurrent layers behind each other.")
    var layers = 1

    @Option(help: "Outputs of the dense layer at the end.")
    var outputs = 24

    func validate() throws {
        try require(layers, "layers", in: 1...Limits.benchmarkLayers)
        try require(outputs, "outputs", in: 1...Limits.benchmarkOutputs)
    }
}
