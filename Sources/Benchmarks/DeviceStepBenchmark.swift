package import Device
import Neural
import Training
import Transport

/// `lockstep benchmark step --device`: whole steps that stay on a device.
package struct DeviceStepBenchmark: Sendable {
    package var shapes: [BenchmarkShape] = [.small, .medium, .large, .huge]
    package var cases: [BenchmarkCase] = [.both, .none]
    package var device: DeviceName
    package var layer = BenchmarkLayer.lstm
    /// Units of the dense layer at the end.
    package var outputs = 24

    package init(device: DeviceName) { self.device = device }

    /// One shape, measured.
    package struct Result: Encodable, Sendable {
        package let shape: String
        package let `case`: String
        package let microbatches: Int
        /// Of one step: masks, passes, loss, tree and Adam, with nothing copied in between.
        package let medianMs: Double
        package let minimumMs: Double
        package let maximumMs: Double
        /// 10^9 operations of the recurrent layer's matrix products in a second, at the median.
        package let gflops: Double
    }

    package struct Report: BenchmarkReport, Sendable {
        package let machine: BenchmarkMachine
        package let device: String
        package let results: [Result]
    }

    /// - Throws: `BenchmarkError.badOption` for a debug build and for the processor; `DeviceError`;
    ///   `NeuralError`.
    package func run() throws -> Report {
        let machine = try BenchmarkMachine.measure()
        guard case .cuda(let index) = device else {
            throw BenchmarkError(.badOption, "the processor is measured without --device")
        }
        let driver = try CudaDevice(index, cache: nil)
        defer { BenchmarkProgress.erase() }
        var results: [Result] = []
        for shape in shapes {
            for name in cases { results.append(try measure(shape, name, on: driver)) }
        }
        return Report(machine: machine, device: "\(driver.name), \(driver.architecture)", results: results)
    }

    private func measure(
        _ shape: BenchmarkShape, _ name: BenchmarkCase, on driver: CudaDevice
    ) throws -> Result {
        BenchmarkProgress.show("\(shape) \(name.rawValue)")
        let model = try Model(
            layers: name.model(of: layer, units: shape.units, layers: 1, outputs: outputs),
            timeSteps: shape.timeSteps,
            features: shape.features)
        // As a job would cut it, unless it says otherwise.
        var microbatches = 1
        while 64 * microbatches <= shape.samples && shape.samples % (2 * microbatches) == 0 {
            microbatches *= 2
        }
        if let obstacle = DeviceModel.obstacle(model, capacity: shape.samples / microbatches) {
            throw BenchmarkError(.badOption, "\(shape) does not run on a device: \(obstacle)")
        }
        let stream = RandomStream(seed: 42)
        let inputs = shape.timeSteps * shape.samples * shape.features
        let step = try DeviceStep(
            try DeviceModel(
                model, capacity: shape.samples, leafCapacity: shape.samples / microbatches,
                leaves: microbatches, on: driver),
            input: stream.normal(count: inputs, domain: StreamDomain(.demo)),
            target: stream.normal(count: shape.samples * outputs, domain: StreamDomain(.demo, layer: 1)),
            weights: model.initialWeights(seed: 42), draw: DropoutDraw(seed: 42, step: 0))
        try step.run(Self.together)
        var times: [Double] = []
        for _ in 0..<Self.rounds {
            let start = Instant.now
            try step.run(Self.together)
            times.append(Double(Instant.now.nanoseconds - start.nanoseconds) * 1e-9 / Double(Self.together))
        }
        let spread = Spread(times)
        return Result(
            shape: "\(shape)", case: name.rawValue, microbatches: microbatches, medianMs: 1e3 * spread.median,
            minimumMs: 1e3 * spread.minimum, maximumMs: 1e3 * spread.maximum,
            gflops: shape.operations(of: layer, layers: 1) / spread.median / 1e9)
    }

    /// Steps that are launched before anybody waits, and how often.
    private static let together = 20
    private static let rounds = 50
}

extension DeviceStepBenchmark.Report {
    package var tables: [BenchmarkTable] {
        let rows = results.map { result in
            [
                result.shape, result.case, "\(result.microbatches)", BenchmarkTable.number(result.medianMs),
                BenchmarkTable.number(result.minimumMs), BenchmarkTable.number(result.maximumMs),
                BenchmarkTable.number(result.gflops),
            ]
        }
        let head = ["shape on \(device)", "case", "microbatches", "ms/step", "minimum", "maximum", "GFLOP/s"]
        return [BenchmarkTable(wordColumns: 2, head: head, rows: rows)]
    }
}
