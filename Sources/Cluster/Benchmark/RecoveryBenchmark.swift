import Foundation
import Training

/// `lockstep benchmark recovery`: how long training stands still when a process is killed. A real local cluster trains;
/// a process with work in hand gets SIGKILL; once its place is taken and works, the next one does.
public struct RecoveryBenchmark: Sendable {
    public var shapes: [BenchmarkShape] = [.small, .medium]
    public var cases: [BenchmarkCase] = [.both]
    public var workers = 3
    /// Threads of each worker.
    public var threads = 1
    /// LSTM layers.
    public var layers = 1
    /// Units of the dense layer at the end.
    public var outputs = 24
    /// Kills of each measurement.
    public var kills = 200
    /// Whether the coordinator is killed, and not workers.
    public var killsCoordinator = false
    /// Of the choice of workers and moments.
    public var seed: UInt64 = 1
    /// Of the measurement of undisturbed steps.
    public var budget: TimeBudget

    public init(budget: TimeBudget) { self.budget = budget }

    /// One cluster, measured. Times are in milliseconds and count from the kill.
    public struct Result: Encodable, Sendable {
        public let shape: String
        public let `case`: String
        public let workers: Int
        /// `worker` or `coordinator`.
        public let killed: String
        public let kills: Int
        /// Of an undisturbed step, in the mean.
        public let stepMs: Double
        /// Until the coordinator knows of it, or until there is another: the median.
        public let noticedMs: Double
        /// Until the next step is applied.
        public let medianMs: Double
        public let percentile90Ms: Double
        public let percentile99Ms: Double
        public let maximumMs: Double
        /// Until as many workers as before have done work: the median.
        public let restoredMs: Double
    }

    public struct Report: BenchmarkReport, Sendable {
        public let machine: BenchmarkMachine
        public let results: [Result]
    }

    /// - Throws: `ClusterError`, `TrainingError`, `SeriesError` or `NeuralError` for a debug build, for sizes that
    ///   cannot be and for processes that do not start; `ExitCode` where a signal asked for the end.
    public func run() throws -> Report {
        guard (1...Limits.benchmarkKills).contains(kills) else {
            throw ClusterError(.badOption, "--kills is \(kills); it must be 1 to \(Limits.benchmarkKills)")
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
    public var tables: [BenchmarkTable] {
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
