import Foundation
import Neural
import Store
import System
import Training
import Transport

/// `lockstep benchmark checkpoint`: what a checkpoint costs. The file is written by a thread of its own;
/// training loses the time in which the next update copies what that thread still has.
package struct CheckpointBenchmark: Sendable {
    /// Numbers of the weights; Adam keeps twice as many.
    package var parameters = [100_000, 1_000_000, 8_000_000]
    /// Where files are written: a folder of its own in this one, removed at the end.
    package var folder = "."
    package var budget: TimeBudget

    package init(budget: TimeBudget) { self.budget = budget }

    /// One number of parameters, measured.
    package struct Result: Encodable, Sendable {
        package let parameters: Int
        /// Of the file.
        package let megabytes: Double
        /// Of writing the file until it is safe on the disk: the median.
        package let writeMs: Double
        /// Processor time of that, which workers of the same machine may miss: the mean.
        package let writeProcessorMs: Double
        /// Of an update of the weights: the median.
        package let updateMs: Double
        /// Of the update behind a checkpoint: the median.
        package let updateAfterMs: Double
        /// What training loses to a checkpoint every ten seconds.
        package let shareOfTime: Double
    }

    package struct Report: BenchmarkReport, Sendable {
        package let machine: BenchmarkMachine
        package let results: [Result]
    }

    /// - Throws: `BenchmarkError` for a debug build, for numbers that cannot be and for a folder that cannot
    ///   be written to.
    package func run() throws -> Report {
        for count in parameters where !(1...Limits.benchmarkElements).contains(count) {
            throw BenchmarkError(
                .badOption, "--parameters is \(count); it must be 1 to \(Limits.benchmarkElements)")
        }
        let machine = try BenchmarkMachine.measure()
        defer { BenchmarkProgress.erase() }
        let path = "\(folder)/.lockstep-checkpoint-\(ProcessInfo.processInfo.processIdentifier)"
        try Folder.create(path, mode: 0o700)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return Report(machine: machine, results: try parameters.map { try measure($0, in: path) })
    }

    private func measure(_ count: Int, in path: String) throws -> Result {
        BenchmarkProgress.show("\(count) parameters")
        let store = CheckpointStore(folder: path)
        let tensors = [TensorInfo(name: "weights", shape: [count])]
        var training = TrainedVectors(count: count)
        let plain = budget.measure { training.update() }
        var after: [Double] = []
        _ = budget.measure {
            let held = training.checkpoint
            let start = Instant.now
            training.update()
            after.append(Instant.now.seconds(since: start))
            withExtendedLifetime(held) {}
        }
        var file = ""
        var processorSeconds = 0.0
        var writes = 0
        var failure: (any Error)?
        let writing = budget.measure {
            training.update()
            let start = ProcessTime.ofThread
            defer {
                processorSeconds += ProcessTime.ofThread - start
                writes += 1
            }
            do {
                file = try store.write(
                    training.checkpoint, tensors: tensors, slotNames: training.optimizer.slotNames)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        let bytes = try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int ?? 0
        let (updateTime, afterTime) = (Spread(plain).median, Spread(after).median)
        return Result(
            parameters: count, megabytes: Double(bytes) / 1e6, writeMs: 1e3 * Spread(writing).median,
            writeProcessorMs: 1e3 * processorSeconds / Double(writes), updateMs: 1e3 * updateTime,
            updateAfterMs: 1e3 * afterTime,
            shareOfTime: (afterTime - updateTime) / Limits.checkpointCadence)
    }
}

/// Weights and optimizer state that are updated as a coordinator updates them.
private struct TrainedVectors {
    let optimizer = Optimizer.adam(Adam())
    private let gradient: Vector
    private var state: TrainingState

    init(count: Int) {
        gradient = Vector(zeros: count)
        state = TrainingState(
            weights: gradient, slots: optimizer.slotNames.map { _ in Vector(zeros: count) })
    }

    mutating func update() {
        state.step += 1
        optimizer.apply(
            gradient: gradient, weights: &state.weights, slots: &state.slots, scalars: &state.scalars,
            update: state.step)
    }

    var checkpoint: Checkpoint {
        Checkpoint(
            of: RunIdentity(id: "benchmark", jobDigest: "", dataDigest: ""), fingerprint: "", state: state)
    }
}

extension CheckpointBenchmark.Report {
    package var tables: [BenchmarkTable] {
        let head = [
            "parameters", "MB", "write ms", "processor ms", "update ms", "behind a checkpoint", "every 10 s",
        ]
        let rows = results.map { result in
            ["\(result.parameters)"]
                + [
                    result.megabytes, result.writeMs, result.writeProcessorMs, result.updateMs,
                    result.updateAfterMs,
                ].map(
                    BenchmarkTable.number)
                + [String(format: "%.3f%%", 100 * result.shareOfTime)]
        }
        return [BenchmarkTable(wordColumns: 0, head: head, rows: rows)]
    }
}
