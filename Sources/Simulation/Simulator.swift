import Jobs
import Neural
import Series
import Training

/// Simulates one cluster after another. Jobs and what they come to without faults are kept from one to the
/// next.
///
/// Not for use by several threads at once: each has its own.
package final class Simulator {
    private struct Key: Hashable {
        let shape: Int
        let audit: Double
        let epochs: Int?
        let leaves: Int?
    }

    private var jobs: [Key: SimulatedJob] = [:]
    private var neural: SimulatedJob?

    package init() {}

    /// Simulates one cluster through all its faults to the end of its job.
    ///
    /// - Throws: `NeuralError`, `JobError` or `SeriesError` only if the simulator's own jobs are no
    ///   jobs.
    package func run(_ options: SimulationOptions) throws -> SimulationOutcome {
        var chance = Chance(seed: options.seed)
        let workers = options.slowness?.count ?? options.workers ?? 1 + chance.below(8)
        let drawn = chance.pick([0, 0, 0.1, 1])
        let audit = options.isNeural || options.slowness != nil ? 0 : drawn
        let leafTime = chance.logBetween(5e6, 2e8)
        // Clusters that are large, or go on for long, have one run; others up to four.
        let isOne = workers > 16 || options.isNeural || options.minutes != nil || options.slowness != nil
        let count = isOne ? 1 : chance.pick([1, 1, 1, 2, 3, 4])
        let runs = try (1...count).map { number in
            SimulatedRun(
                number: number,
                job: try job(&chance, options, workers: workers, audit: audit, leafTime: leafTime),
                isBroken: count > 1 && chance.happens(0.2))
        }
        let jobTime = runs.reduce(0.0) { time, run in
            let leaves = run.job.plan.job.training.microbatches
            let rounds = (leaves + workers - 1) / workers
            return time + Double(run.job.reference.steps) * (leafTime * Double(rounds) + 1e6) + 1e9
        }
        let faults =
            options.slowness != nil
            ? FaultPlan.quiet
            : FaultPlan.draw(
                &chance, workers: workers, audit: audit,
                duration: options.minutes.map { $0 * 60e9 } ?? jobTime)
        let cluster = SimulatedCluster(
            options, runs: runs, orders: orders(options, workers: workers), workers: workers, faults: faults,
            leafTime: leafTime, jobTime: jobTime,
            chance: chance)
        return cluster.run()
    }

    /// What is forecast meanwhile: drawn by itself, so that runs and faults are the same without.
    private func orders(_ options: SimulationOptions, workers: Int) -> [SimulatedOrder] {
        var chance = Chance(seed: options.seed ^ 0x04DE_4000)
        guard options.slowness == nil, chance.happens(0.4) else { return [] }
        return (0..<chance.pick([1, 1, 2, 3])).map { number in
            let isUnable = workers > 1 && chance.happens(0.2)
            return SimulatedOrder(
                number: number, slices: chance.pick([1, 3, 7, 20, 60]),
                unable: isUnable ? chance.below(workers) : nil)
        }
    }

    private func job(
        _ chance: inout Chance, _ options: SimulationOptions, workers: Int, audit: Double, leafTime: Double
    ) throws -> SimulatedJob {
        let shape = chance.below(Self.shapes)
        if options.isNeural {
            if let neural { return neural }
            let job = try SimulatedJob.neural()
            neural = job
            return job
        }
        // Large clusters get something to do for each worker.
        let leaves = workers > 16 ? workers + workers / 4 : nil
        // Long simulations get a job that lasts about as long as the faults.
        let epochs = options.minutes.map { minutes in
            max(1, min(JobLimits.epochs, Int(minutes * 60e9 / (leafTime * 1.5) / 8)))
        }
        let key = Key(shape: shape, audit: audit, epochs: epochs, leaves: leaves)
        if let job = jobs[key] { return job }
        let job = try SimulatedJob.standIn(shape: shape, audit: audit, epochs: epochs, leaves: leaves)
        // Many seeds use many shapes: what is kept stays bounded.
        if jobs.count >= Self.keptJobs { jobs = [:] }
        jobs[key] = job
        return job
    }

    private static let shapes = 840
    private static let keptJobs = 2000
}
