package import Device
import Foundation
import Jobs
import Launcher
import Series
import System
package import Training

/// `lockstep benchmark cluster`: a real local cluster trains, with one number of workers after the other.
package struct ClusterBenchmark: Sendable {
    package var shapes: [BenchmarkShape] = [.small, .medium, .large]
    package var cases: [BenchmarkCase] = [.both]
    /// Numbers of workers: 1, then twice as many each time, as far as there are cores.
    package var workers = Array(
        sequence(first: 1) { 2 * $0 }.prefix { $0 <= Host.processors })
    /// Threads of each worker.
    package var threads = 1
    /// What workers compute on, in turn.
    package var devices = [DeviceName.cpu]
    /// Recurrent layers.
    package var layers = 1
    package var layer = BenchmarkLayer.lstm
    /// Units of the dense layer at the end: time steps of the forecast.
    package var outputs = 24
    package var budget: TimeBudget

    package init(budget: TimeBudget) { self.budget = budget }

    /// One cluster, measured.
    package struct Result: Encodable, Sendable {
        package let shape: String
        package let `case`: String
        package let layers: Int
        package let workers: Int
        package let threads: Int
        /// What the workers computed on, in turn.
        package let devices: String
        /// In the steady part.
        package let samplesPerSecond: Double
        package let stepMs: Double
        /// Samples a second over those of one worker; null where one worker was not measured.
        @ExplicitNull package internal(set) var speedup: Double?
        /// Processor time of the coordinator over that of all cores.
        package let coordinatorShare: Double
        /// From the beginning of the job's preparation to the first update of the weights.
        package let firstStepSeconds: Double
        /// Steps of the steady part.
        package let steps: Int
        /// What went wrong meanwhile, if anything: then the numbers say little.
        package let incidents: [String]
    }

    package struct Report: BenchmarkReport, Sendable {
        package let machine: BenchmarkMachine
        package let results: [Result]
    }

    /// - Throws: `DeviceError` for a device that is not there; `BenchmarkError`, `JobError`, `TableError`,
    ///   `SeriesError` or `NeuralError` for a debug build, for sizes that cannot be and for processes that do
    ///   not start; `CommandEnd` where a signal asked for the end.
    package func run() throws -> Report {
        for device in devices { try device.require() }
        let machine = try BenchmarkMachine.measure()
        defer { BenchmarkProgress.erase() }
        var results: [Result] = []
        for shape in shapes {
            for name in cases {
                var group: [Result] = []
                for count in workers { group.append(try measure(shape, name, workers: count, on: machine)) }
                let one = group.first { $0.workers == 1 }?.samplesPerSecond
                results += group.map { result in
                    var result = result
                    result.speedup = one.map { result.samplesPerSecond / $0 }
                    return result
                }
            }
        }
        return Report(machine: machine, results: results)
    }

    private func measure(
        _ shape: BenchmarkShape, _ name: BenchmarkCase, workers: Int, on machine: BenchmarkMachine
    ) throws -> Result {
        let job = try job(shape, name, workers: workers)
        BenchmarkProgress.show("\(shape) \(name.rawValue), \(workers) worker(s)")
        let trial = try ClusterTrial(
            job: job, workers: workers, threads: threads, budget: budget, devices: devices
        ).run()
        let steps = trial.end.step - trial.begin.step
        let seconds = trial.end.seconds - trial.begin.seconds
        let processorSeconds = trial.end.processorSeconds - trial.begin.processorSeconds
        return Result(
            shape: "\(shape)", case: name.rawValue, layers: layers, workers: workers, threads: threads,
            devices: devices.map(\.description).joined(separator: ","),
            samplesPerSecond: Double(steps * shape.samples * workers) / seconds,
            stepMs: 1e3 * seconds / Double(steps), speedup: nil,
            coordinatorShare: processorSeconds / (seconds * Double(machine.cores)),
            firstStepSeconds: trial.firstStepSeconds, steps: steps, incidents: trial.incidents)
    }

    /// The demo series in as many columns as the shape has features. Each worker gets a batch of the shape's
    /// size, in one microbatch a thread. Nothing is validated: an epoch is training alone.
    func job(_ shape: BenchmarkShape, _ name: BenchmarkCase, workers: Int) throws -> Job {
        guard DemoOptions.channelRange.contains(shape.features) else {
            throw BenchmarkError(
                .badOption,
                "\(shape) has \(shape.features) features; the demo series has \(DemoOptions.channelRange)")
        }
        guard threads <= shape.samples else {
            throw BenchmarkError(
                .badOption, "\(shape) has too few samples for \(threads) threads; give each at least one")
        }
        let batch = shape.samples * workers
        let windows = max(Limits.benchmarkRows, Limits.benchmarkEpochSteps * batch)
        let rows = windows + shape.timeSteps + outputs
        let demo = DemoOptions(rows: rows, channels: shape.features)
        var data = DataSettings(source: .demo(demo), lookback: shape.timeSteps, horizon: outputs)
        data.targets = ["channel_0"]
        data.split.train = .rows(rows)
        data.split.validation = .rows(0)
        data.split.test = .rows(0)
        var training = TrainingSettings(
            batchSize: batch, microbatches: workers * threads, epochs: JobLimits.epochs)
        training.checkpointSteps = 0
        return Job(
            name: "benchmark", seed: 42, data: data,
            model: name.model(of: layer, units: shape.units, layers: layers, outputs: outputs),
            training: training)
    }
}

extension ClusterBenchmark.Report {
    package var tables: [BenchmarkTable] {
        let head = [
            "shape", "case", "devices", "workers", "threads", "samples/s", "ms/step", "speed-up",
            "coordinator",
            "first step",
        ]
        let rows = results.map { result in
            [
                result.shape, result.case, result.devices, "\(result.workers)", "\(result.threads)",
                NumberText.rate(result.samplesPerSecond), BenchmarkTable.number(result.stepMs),
                result.speedup.map(BenchmarkTable.number) ?? "-",
                String(format: "%.1f%%", 100 * result.coordinatorShare),
                String(format: "%.2f s", result.firstStepSeconds),
            ]
        }
        return [BenchmarkTable(wordColumns: 3, head: head, rows: rows)]
    }

    package var notes: [String] {
        results.compactMap { result in
            guard let last = result.incidents.last else { return nil }
            let cluster = "\(result.shape) \(result.case), \(result.workers) worker(s)"
            return "\(cluster): \(result.incidents.count) incident(s), the last: \(last)"
        }
    }
}
