import Forecasting
import Jobs
import Launcher
import Neural
import Series
import Training

/// `lockstep benchmark forecast`: how many windows a second are forecast, or paths sampled, by the code that
/// forecasts: from rows to outputs.
package struct ForecastBenchmark: Sendable {
    package var shapes: [BenchmarkShape] = [.small, .medium, .large]
    /// `none`: one forecast a window. Else sampled paths of one window, under masks.
    package var cases: [BenchmarkCase] = [.none, .both]
    package var layer = BenchmarkLayer.lstm
    /// Units of the dense layer at the end.
    package var outputs = 24
    /// Threads that share the slices.
    package var threads = 1
    /// Paths of one window.
    package var paths = 200
    package var budget: TimeBudget

    package init(budget: TimeBudget) { self.budget = budget }

    /// One shape, measured.
    package struct Result: Encodable, Sendable {
        package let shape: String
        package let `case`: String
        package let layer: String
        package let threads: Int
        /// Windows, or paths, that are computed at a time.
        package let together: Int
        /// At the median.
        package let samplesPerSecond: Double
        /// Of `together` samples, in one thread.
        package let medianMs: Double
        package let minimumMs: Double
        package let maximumMs: Double
        /// 10^9 operations of the recurrent layers' matrix products in one thread's second, at the median.
        package let gflops: Double
        package let fractionOfPeak: Double
        /// Of one thread's buffers.
        package let memoryBytes: Int
    }

    package struct Report: BenchmarkReport, Sendable {
        package let machine: BenchmarkMachine
        package let results: [Result]
    }

    /// - Throws: `BenchmarkError.badOption` for a debug build and for sizes that cannot be; `JobError`,
    ///   `NeuralError` and `ForecastingError` for models that cannot be.
    package func run() throws -> Report {
        let machine = try BenchmarkMachine.measure()
        defer { BenchmarkProgress.erase() }
        let results = try shapes.flatMap { shape in
            try cases.map { try measure(shape, $0, on: machine) }
        }
        return Report(machine: machine, results: results)
    }

    private func measure(
        _ shape: BenchmarkShape, _ name: BenchmarkCase, on machine: BenchmarkMachine
    ) throws -> Result {
        let work = try work(shape, name)
        BenchmarkProgress.show("\(shape) \(name.rawValue)")
        let local = LocalForecasting(work, threads: threads)
        let samples = name == .none ? work.origins.count : paths
        let spread = Spread(budget.measure { local.run { _, _ in } })
        let slices = Double(samples) / Double(work.windowsAtOnce) / Double(threads)
        // Training goes forward once, and back at twice the cost.
        let batch = BenchmarkShape(
            samples: samples, timeSteps: shape.timeSteps, features: shape.features, units: shape.units)
        let gflops =
            batch.operations(of: layer, layers: 1) / 3 / Double(threads) / spread.median / 1e9
        return Result(
            shape: "\(shape)", case: name.rawValue, layer: layer.rawValue, threads: threads,
            together: work.windowsAtOnce, samplesPerSecond: Double(samples) / spread.median,
            medianMs: 1e3 * spread.median / slices, minimumMs: 1e3 * spread.minimum / slices,
            maximumMs: 1e3 * spread.maximum / slices, gflops: gflops,
            fractionOfPeak: gflops / machine.peakGflops, memoryBytes: work.computerBytes)
    }

    /// Windows of the demo series, each thread some slices of as many as the shape has samples; or the paths
    /// of one window.
    private func work(_ shape: BenchmarkShape, _ name: BenchmarkCase) throws -> ForecastWork {
        var cluster = ClusterBenchmark(budget: budget)
        cluster.layer = layer
        cluster.outputs = outputs
        let prepared = try PreparedJob(benchmark: cluster.job(shape, name, workers: 1))
        let seed = prepared.job.seed
        let description = try prepared.modelDescription(
            origin: ModelOrigin(
                release: "benchmark", seed: seed, job: prepared.portableText, jobDigest: "", dataDigest: ""))
        let model = TrainedModel(
            description: description, weights: description.model.initialWeights(seed: seed), steps: 0,
            epochs: 0)
        let windows = name == .none ? Limits.benchmarkSlices * threads * shape.samples : 1
        let origins = (0..<windows).map { UInt32(shape.timeSteps + $0 % prepared.series.windowCount(.train)) }
        let passes: ForecastWork.Passes = name == .none ? .plain : .paths(count: paths, slots: [0])
        let together = min(shape.samples, description.model.samplesOfOwnProducts)
        return try ForecastWork(
            model, series: prepared.series, origins: origins, passes: passes, windowsAtOnce: together)
    }
}

extension ForecastBenchmark.Report {
    package var tables: [BenchmarkTable] {
        let head = [
            "shape", "case", "layer", "threads", "at once", "samples/s", "ms", "minimum", "maximum",
            "GFLOP/s",
            "of peak", "memory",
        ]
        let rows = results.map { result in
            [
                result.shape, result.case, result.layer, "\(result.threads)", "\(result.together)",
                NumberText.rate(result.samplesPerSecond), BenchmarkTable.number(result.medianMs),
                BenchmarkTable.number(result.minimumMs), BenchmarkTable.number(result.maximumMs),
                BenchmarkTable.number(result.gflops), BenchmarkTable.percent(result.fractionOfPeak),
                BenchmarkTable.number(Double(result.memoryBytes) / 1e6) + " MB",
            ]
        }
        return [BenchmarkTable(wordColumns: 3, head: head, rows: rows)]
    }
}
