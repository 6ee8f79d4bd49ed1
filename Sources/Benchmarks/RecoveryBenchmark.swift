import Foundation
import Jobs
import Training

/// `lockstep benchmark recovery`: how long training stands still when a process is killed. A real local
/// cluster trains; a process with work in hand gets SIGKILL; once its place is taken and works, the next one
/// does.
package struct RecoveryBenchmark: Sendable {
    package var shapes: [BenchmarkShape] = [.small, .medium]
    package var cases: [BenchmarkCase] = [.both]
    package var workers = 3
    /// Threads of each worker.
    package var threads = 1
    /// LSTM layers.
    package var layers = 1
    package var layer = BenchmarkLayer.lstm
    /// Units of the dense layer at the end.
    package var outputs = 24
    /// Kills of each measurement.
    package var kills = 200
    /// Whether the coordinator is killed, and not workers.
    package var killsCoordinator = false
    /// Of the choice of workers and moments.
    package var seed: UInt64 = 1
    /// Of the measurement of undisturbed steps.
    package var budget: TimeBudget

    package init(budget: TimeBudget) { self.budget = budget }

    /// One cluster, measured. Times are in milliseconds and count from the kill.
    package struct Result: Encodable, Sendable {
        package let shape: String
        package let `case`: String
        package let workers: Int
        /// `worker` or `coordinator`.
        package let killed: String
        package let kills: Int
        /// Of an undisturbed step, in the mean.
        package let stepMs: Double
        /// Until the coordinator knows of it, or until there is another: the median.
        package let noticedMs: Double
        /// Until the next step is applied.
        package let medianMs: Double
        package let percentile90Ms: Double
        package let percentile99Ms: Double
        package let maximumMs: Double
        /// Until as many workers as before have done work: the median.
        package let restoredMs: Double
    }

    package struct Report: BenchmarkReport, Sendable {
        package let machine: BenchmarkMachine
        package let results: [Result]
    }

    /// - Throws: `BenchmarkError`, `JobError`, `TableError`, `SeriesError` or `NeuralError` for a debug
    ///   build, for sizes that cannot be and for processes that do not start; `CommandEnd` where a signal
    ///   asked for the end.
    package func run() throws -> Report {
        guard (1...Limits.benchmarkKills).contains(kills) else {
            throw BenchmarkError(.badOption, "--kills is \(kills); it must be 1 to \(Limits.benchmarkKills)")
        }
        let machine = try BenchmarkMachine.measure()
        defer { BenchmarkProgress.erase() }
        var results: [Result] = []
        for shape in shapes {
            for name in cases { results.append(try measure(shape, name)) }
        }
        return Report(machine: machine, results: results)
    }

    private func measure(_ shape: BenchmarkShape, _ name: BenchmarkCase) throws -> Result {
        var cluster = ClusterBenchmark(budget: budget)
        cluster.threads = threads
        cluster.layer = layer
        cluster.layers = layers
        cluster.outputs = outputs
        var job = try cluster.job(shape, name, workers: workers)
        job.training.checkpointSteps = Limits.recoveryCheckpointSteps
        let outcome = try RecoveryTrial(
            job: job, workers: workers, threads: threads, killsCoordinator: killsCoordinator, kills: kills,
            seed: seed, budget: budget
        ).run()
        let recovered = Percentiles(outcome.recovered)
        return Result(
            shape: "\(shape)", case: name.rawValue, workers: workers,
            killed: killsCoordinator ? "coordinator" : "worker", kills: kills,
            stepMs: 1e3 * outcome.stepSeconds,
            noticedMs: 1e3 * Percentiles(outcome.noticed)[50], medianMs: 1e3 * recovered[50],
            percentile90Ms: 1e3 * recovered[90], percentile99Ms: 1e3 * recovered[99],
            maximumMs: 1e3 * recovered[100], restoredMs: 1e3 * Percentiles(outcome.restored)[50])
    }
}

extension RecoveryBenchmark.Report {
    package var tables: [BenchmarkTable] {
        let head = [
            "shape", "case", "killed", "workers", "kills", "ms/step", "noticed", "median", "90%", "99%",
            "maximum",
            "restored",
        ]
        let rows = results.map { result in
            [result.shape, result.case, result.killed, "\(result.workers)", "\(result.kills)"]
                + [
                    result.stepMs, result.noticedMs, result.medianMs, result.percentile90Ms,
                    result.percentile99Ms, result.maximumMs, result.restoredMs,
                ].map(BenchmarkTable.number)
        }
        return [BenchmarkTable(wordColumns: 3, head: head, rows: rows)]
    }
}
