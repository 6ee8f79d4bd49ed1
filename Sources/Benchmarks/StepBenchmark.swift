import Foundation
import Neural
import Training

/// `lockstep benchmark step`: the time of one training step, computed by the code that trains.
package struct StepBenchmark: Sendable {
    package var shapes: [BenchmarkShape] = [.small, .medium, .large]
    package var cases: [BenchmarkCase] = [.both, .none]
    package var layer = BenchmarkLayer.lstm
    /// Recurrent layers.
    package var layers = 1
    /// Units of the dense layer at the end.
    package var outputs = 24
    /// Independent threads side by side, each of which takes steps of its own.
    package var threads = 1
    package var budget: TimeBudget
    /// The size that grows from the first shape on; nil: each shape as it is.
    package var sweep: Growth?

    package init(budget: TimeBudget) { self.budget = budget }

    /// One shape, measured.
    package struct Result: Encodable, Sendable {
        package let shape: String
        package let `case`: String
        package let layer: String
        package let layers: Int
        package let threads: Int
        /// Of one step.
        package let medianMs: Double
        package let minimumMs: Double
        package let maximumMs: Double
        /// 10^9 operations of the recurrent layers' matrix products in one thread's second, at the median.
        package let gflops: Double
        package let fractionOfPeak: Double
        /// Of one thread's activations and their gradients.
        package let memoryBytes: Int
        /// In a sweep: how much more of its time each operation takes than in the first line.
        package var deviation: Double?
    }

    package struct Report: BenchmarkReport, Sendable {
        package let machine: BenchmarkMachine
        package let results: [Result]
    }

    /// - Throws: `BenchmarkError.badOption` for a debug build and for sizes that cannot be; `NeuralError`.
    package func run() throws -> Report {
        let machine = try BenchmarkMachine.measure()
        defer { BenchmarkProgress.erase() }
        var results: [Result] = []
        for shape in shapes {
            for name in cases {
                if let sweep {
                    results += try measure(sweep, from: shape, name, on: machine)
                } else {
                    results.append(try measure(shape, name, layers: layers, on: machine))
                }
            }
        }
        return Report(machine: machine, results: results)
    }

    private func measure(
        _ sweep: Growth, from start: BenchmarkShape, _ name: BenchmarkCase, on machine: BenchmarkMachine
    ) throws -> [Result] {
        let points = sweep.points(from: start, layers: layers)
        var results = try points.map { try measure($0.shape, name, layers: $0.layers, on: machine) }
        let operations = points.map { $0.shape.operations(of: layer, layers: $0.layers) }
        let deviations = Growth.deviations(Array(zip(operations, results.map(\.medianMs))))
        for (index, deviation) in deviations.enumerated() { results[index].deviation = deviation }
        return results
    }

    private func measure(
        _ shape: BenchmarkShape, _ name: BenchmarkCase, layers: Int, on machine: BenchmarkMachine
    ) throws -> Result {
        let model = try Model(
            layers: name.model(of: layer, units: shape.units, layers: layers, outputs: outputs),
            timeSteps: shape.timeSteps, features: shape.features)
        try requireMemory(for: model, shape, layers: layers)
        BenchmarkProgress.show("\(shape) \(name.rawValue)")
        let runs = SideBySide.run(threads: threads) { [budget] start in
            let work = StepWork(model: model, shape: shape)
            return (budget.measure(beginning: start.pass) { work.step() }, work.memoryBytes)
        }
        let spread = Spread(runs.flatMap { $0.0 })
        let gflops = shape.operations(of: layer, layers: layers) / spread.median / 1e9
        return Result(
            shape: "\(shape)", case: name.rawValue, layer: layer.rawValue, layers: layers, threads: threads,
            medianMs: 1e3 * spread.median, minimumMs: 1e3 * spread.minimum, maximumMs: 1e3 * spread.maximum,
            gflops: gflops, fractionOfPeak: gflops / machine.peakGflops, memoryBytes: runs[0].1)
    }

    /// Sizes whose activations alone are larger than the machine's memory end in a sentence, not in a kill.
    private func requireMemory(
        for model: Model, _ shape: BenchmarkShape, layers: Int
    ) throws(BenchmarkError) {
        let rows = shape.samples.multipliedReportingOverflow(by: shape.timeSteps)
        guard !rows.overflow, rows.partialValue <= Int(Int32.max) else {
            throw BenchmarkError(
                .badOption, "\(shape) has more rows than can be counted; at most \(Int32.max)")
        }
        // Activations; weights, gradient and Adam's two slots.
        let vectors = 4 * model.parameters.count * MemoryLayout<Float>.stride
        let bytes = Double(threads) * Double(model.runnerMemoryBytes(capacity: shape.samples) + vectors)
        let memory = Double(ProcessInfo.processInfo.physicalMemory)
        guard bytes <= memory else {
            throw BenchmarkError(
                .badOption,
                String(
                    format: "%@ in %d layer(s) and %d thread(s) needs %.0f GB; this machine has %.0f GB",
                    "\(shape)", layers, threads, bytes / 1e9, memory / 1e9))
        }
    }
}

extension StepBenchmark.Report {
    package var tables: [BenchmarkTable] {
        let isSweep = results.contains { $0.deviation != nil }
        let head = [
            "shape", "case", "layer", "layers", "threads", "ms/step", "minimum", "maximum", "GFLOP/s",
            "of peak",
            "memory",
        ]
        let rows = results.map { result in
            [
                result.shape, result.case, result.layer, "\(result.layers)", "\(result.threads)",
                BenchmarkTable.number(result.medianMs), BenchmarkTable.number(result.minimumMs),
                BenchmarkTable.number(result.maximumMs), BenchmarkTable.number(result.gflops),
                BenchmarkTable.percent(result.fractionOfPeak),
                BenchmarkTable.number(Double(result.memoryBytes) / 1e6) + " MB",
            ] + (isSweep ? [String(format: "%+.0f%%", 100 * (result.deviation ?? 0))] : [])
        }
        return [BenchmarkTable(wordColumns: 3, head: head + (isSweep ? ["deviation"] : []), rows: rows)]
    }
}
