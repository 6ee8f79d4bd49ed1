import Jobs
import Neural
import Series
package import Services
import System
import Training
import Transport

/// `lockstep benchmark exchange`: what a step costs besides computing. A real coordinator and workers that
/// hand in a ready-made gradient: weights out, gradients in, summed in tree order, weights updated.
package struct ExchangeBenchmark: Sendable {
    /// Numbers that each worker hands in and gets back.
    package var parameters = [1_000, 100_000, 1_000_000, 8_000_000]
    package var workers = [2, 4]
    /// Clusters that are started for each measurement; the median is that of their rounds.
    package var trials = 3
    package var budget: TimeBudget

    package init(budget: TimeBudget) { self.budget = budget }

    /// One number of parameters and workers, measured.
    package struct Result: Encodable, Sendable {
        package let parameters: Int
        package let workers: Int
        /// Of a whole round: the mean of each trial's rounds, over the trials.
        package let medianMs: Double
        package let minimumMs: Double
        package let maximumMs: Double
        /// Processor time that a round takes from the coordinator: the median over the trials.
        package let coordinatorMs: Double
        /// Whether vectors went by shared memory.
        package let isShared: Bool
    }

    package struct Report: BenchmarkReport, Sendable {
        package let machine: BenchmarkMachine
        package let results: [Result]
    }

    /// - Throws: `BenchmarkError` for a debug build, for numbers that cannot be and for processes that do not
    ///   start; `CommandEnd` where a signal asked for the end.
    package func run() throws -> Report {
        guard trials >= 1 else {
            throw BenchmarkError(.badOption, "--trials is \(trials); it must be at least 1")
        }
        let machine = try BenchmarkMachine.measure()
        defer { BenchmarkProgress.erase() }
        var results: [Result] = []
        for count in parameters {
            for workers in workers { results.append(try measure(count, workers: workers)) }
        }
        return Report(machine: machine, results: results)
    }

    private func measure(_ parameters: Int, workers: Int) throws -> Result {
        let job = try Self.job(parameters: parameters, workers: workers)
        let program = (executable: try Installation.executable("lockstep"), arguments: Self.standInCommand)
        var rounds: [Double] = []
        var coordinator: [Double] = []
        for trial in 1...trials {
            BenchmarkProgress.show("\(parameters) numbers, \(workers) worker(s), \(trial) of \(trials)")
            let outcome = try ClusterTrial(
                job: job, workers: workers, threads: 1, budget: budget, workerProgram: program
            ).run()
            let steps = Double(outcome.end.step - outcome.begin.step)
            rounds.append(1e3 * (outcome.end.seconds - outcome.begin.seconds) / steps)
            coordinator.append(
                1e3 * (outcome.end.processorSeconds - outcome.begin.processorSeconds) / steps)
        }
        let spread = Spread(rounds)
        return Result(
            parameters: parameters, workers: workers, medianMs: spread.median, minimumMs: spread.minimum,
            maximumMs: spread.maximum, coordinatorMs: Spread(coordinator).median,
            isShared: parameters >= Limits.sharedNumbers)
    }

    /// A job with exactly so many parameters, one microbatch for each worker, and an optimizer that does as
    /// little as any.
    static func job(parameters: Int, workers: Int) throws(BenchmarkError) -> Job {
        let rows = Limits.exchangeRows
        var data = DataSettings(source: .demo(DemoOptions(rows: rows, channels: 1)), lookback: 1, horizon: 1)
        data.split.train = .rows(rows)
        data.split.validation = .rows(0)
        data.split.test = .rows(0)
        var training = TrainingSettings(batchSize: workers, microbatches: workers, epochs: JobLimits.epochs)
        training.checkpointSteps = 0
        training.optimizer = .sgd(SGD())
        return Job(
            name: "exchange", seed: 42, data: data, model: try model(parameters: parameters),
            training: training)
    }

    /// LSTM of h units, dense layer of a, dense layer of 1: 4 h (h + 2) + (h + 2) a + 1 weights.
    private static func model(parameters: Int) throws(BenchmarkError) -> [Layer] {
        for units in 1...Limits.exchangeUnits where (parameters - 1) % (units + 2) == 0 {
            let width = (parameters - 1) / (units + 2) - 4 * units
            guard (1...NeuralLimits.units).contains(width) else { continue }
            return [.lstm(LSTM(units: units)), .dense(Dense(units: width)), .dense(Dense(units: 1))]
        }
        throw BenchmarkError(
            .badOption,
            "no simple model has \(parameters) parameters; a number one above a multiple of 3, 4 or 5 has one"
        )
    }
}

// MARK: The workers

extension ExchangeBenchmark {
    /// What the launcher starts in place of lockstep-worker.
    static let standInCommand = ["benchmark", "stand-in"]

    /// Works for a coordinator as a worker does, but for the computing.
    package static func standIn(_ options: WorkerOptions) throws {
        let service = try WorkerService(options, logger: ProcessLog.logger(options.name)) {
            StandInComputer(plan: $0.plan)
        }
        _ = try service.run()
    }
}

/// Hands in gradients as they stand in memory: zeros at first, and sums of zeros.
private final class StandInComputer: LeafComputer {
    private let plan: WorkPlan

    init(plan: WorkPlan) { self.plan = plan }

    func gradient(
        step: Int, microbatch: Int, weights: Vector, into gradient: consuming Vector
    ) -> NodeSum {
        // Some time, so that the workers seem equally fast and are given equal shares.
        let start = Instant.now
        while start + Limits.standInTime > .now {}
        return NodeSum(
            gradient: gradient, loss: 0, samples: plan.slots(step: step, microbatch: microbatch).count)
    }

    func metrics(_ purpose: Purpose, slice: Int, weights: Vector) -> MetricSums {
        MetricSums(
            samples: plan.windows(purpose, slice: slice).count, loss: 0)
    }
}

extension ExchangeBenchmark.Report {
    package var tables: [BenchmarkTable] {
        let head = [
            "vectors by", "parameters", "workers", "ms/round", "minimum", "maximum", "coordinator ms",
        ]
        let rows = results.map { result in
            [
                result.isShared ? "memory" : "messages", "\(result.parameters)", "\(result.workers)",
                BenchmarkTable.number(result.medianMs), BenchmarkTable.number(result.minimumMs),
                BenchmarkTable.number(result.maximumMs), BenchmarkTable.number(result.coordinatorMs),
            ]
        }
        return [BenchmarkTable(wordColumns: 1, head: head, rows: rows)]
    }
}
