import Foundation
package import Jobs
package import Neural
import Series
import Store
import System
import Training
import Transport

/// `lockstep check`: what training a job would be. Starts nothing and writes nothing.
package struct JobCheck: Codable, Sendable {
    /// The job's name.
    package let job: String
    package let data: DataReport?
    /// Of one sample: time steps as the model sees them, and numbers of each.
    package let timeSteps: Int
    package let features: Int
    /// Numbers of the horizon that the last dense layer takes in.
    package let known: Int
    package let samplesPerWindow: Int
    package let layers: [LayerOutline]
    package let parameters: Int
    /// Those of the parameters that training changes.
    package let trained: Int
    package let batchSize: Int
    package let microbatches: Int
    package let stepsPerEpoch: Int
    package let epochs: Int
    package let workers: Int
    package let threads: Int
    /// Bytes of the scaled series, which each process holds.
    package let dataBytes: Int
    /// Bytes that each computing thread sets aside.
    package let threadBytes: Int
    /// Bytes of weights, optimizer's slots, sums and a checkpoint at the coordinator.
    package let coordinatorBytes: Int
    /// Of all epochs and the test, from a few microbatches that were computed here; nil where memory does not
    /// suffice for them.
    package private(set) var estimatedSeconds: Double?
    /// What is allowed but should be thought over.
    package let warnings: [String]

    /// Reads a job and its data as `lockstep train` does.
    ///
    /// - Parameters:
    ///   - file: path of the job file; nil: the embedded demo.
    ///   - csv: path of a CSV file that takes the place of the job's own.
    ///   - state: path of the state directory whose runs a job may start from; it need not be there.
    /// - Throws: whatever `lockstep train` would refuse the job for.
    package init(file: String?, csv: String?, state: String, workers: Int, threads: Int) throws {
        let input = try JobInput(file: file, csv: csv)
        let (prepared, bytes) = try RunPreparation.prepare(
            input.job, relativeTo: input.folder, runs: RunStore(folder: state + "/runs"))
        self.init(prepared, dataBytes: bytes.count, workers: workers, threads: threads)
    }

    /// Bytes of a worker's data and of what its threads compute in.
    package var workerBytes: Int { dataBytes + threads * threadBytes }

    init(_ prepared: PreparedJob, dataBytes: Int, workers: Int, threads: Int) {
        let plan = prepared.plan
        job = prepared.job.name
        data = prepared.dataReport
        timeSteps = plan.model.timeSteps
        features = plan.model.features
        known = plan.model.known
        samplesPerWindow = plan.samplesPerWindow
        layers = plan.model.outline
        parameters = plan.model.parameters.count
        trained = layers.reduce(0) { $0 + $1.trained }
        let training = plan.job.training
        batchSize = training.batchSize
        microbatches = training.microbatches
        stepsPerEpoch = plan.stepsPerEpoch
        epochs = plan.epochs
        self.workers = workers
        self.threads = threads
        self.dataBytes = dataBytes
        threadBytes = plan.threadBytes
        coordinatorBytes = dataBytes + plan.vectorBytes
        warnings = plan.warnings(workers: workers, threads: threads)
        // What does not fit into memory is not tried.
        if workerBytes < Memory.most {
            estimatedSeconds = TimeEstimate(prepared).seconds(
                lanes: min(workers * threads, max(Host.processors, 1)))
        }
    }
}

extension WorkPlan {
    /// What is allowed but should be thought over.
    func warnings(workers: Int, threads: Int) -> [String] {
        let microbatches = job.training.microbatches
        guard workers * threads > microbatches else { return model.warnings + fewWindows }
        return model.warnings + fewWindows + [
            "the job has \(microbatches) microbatch(es) a step for \(workers) worker(s) x \(threads) "
                + "thread(s): some will stand by; training.microbatches says how finely a batch is cut"
        ]
    }

    /// Where there is little to learn from for so many weights.
    private var fewWindows: [String] {
        let trained = model.outline.reduce(0) { $0 + $1.trained }
        let targets = job.data.targets?.count ?? 1
        let numbers = windows.train * targets * job.data.horizon
        var notes: [String] = []
        if windows.train < Self.leastWindows {
            notes.append(
                "there are only \(windows.train) windows to train on; more rows, a shorter lookback or "
                    + "horizon, or data.stride: 1 make more")
        }
        if numbers * Self.weightsPerNumber < trained {
            notes.append(
                "\(NumberText.grouped(trained)) weights are trained on \(NumberText.grouped(windows.train)) "
                    + "windows of \(targets) target(s) x \(job.data.horizon) rows, "
                    + "\(NumberText.grouped(numbers)) numbers: they may be learned by "
                    + "heart; fewer units, dropout or more rows help")
        }
        return notes
    }

    /// Fewer windows than this make hardly a batch.
    private static let leastWindows = 50
    /// Weights for each number to be forecast, from which on a model easily learns by heart.
    private static let weightsPerNumber = 4
}

/// How long a job's computing takes, from a few microbatches and a slice.
private struct TimeEstimate {
    private let plan: WorkPlan
    private let microbatch: Double
    private let slice: Double
    private let update: Double

    init(_ prepared: PreparedJob) {
        let plan = prepared.plan
        self.plan = plan
        let computer = MicrobatchComputer(plan: plan, series: prepared.series)
        var weights = plan.model.initialWeights(seed: plan.job.seed)
        var slots = plan.job.training.optimizer.slotNames.map { _ in Vector(zeros: weights.count) }
        var scalars = plan.job.training.optimizer.firstScalars
        let gradient = Vector(zeros: weights.count)
        let leaves = plan.microbatches(step: 0)
        microbatch = Self.median { turn in
            _ = computer.gradient(
                step: 0, microbatch: turn % leaves, weights: weights, into: Vector(zeros: weights.count))
        }
        let purpose = [Purpose.validate, .test].first { plan.slices($0) > 0 }
        slice =
            purpose.map { purpose in
                Self.median { turn in
                    _ = computer.metrics(purpose, slice: turn % plan.slices(purpose), weights: weights)
                }
            } ?? 0
        update = Self.median { turn in
            plan.job.training.optimizer.apply(
                gradient: gradient, weights: &weights, slots: &slots, scalars: &scalars, update: turn + 1,
                places: plan.model.parameters.trained)
        }
    }

    /// The median of some turns, in seconds: a few, and no more once they have taken a while.
    private static func median(_ turn: (Int) -> Void) -> Double {
        var seconds: [Double] = []
        let start = Instant.now
        while seconds.count < 9, seconds.isEmpty || Instant.now.seconds(since: start) < 0.5 {
            let before = Instant.now
            turn(seconds.count)
            seconds.append(Instant.now.seconds(since: before))
        }
        return seconds.sorted()[seconds.count / 2]
    }

    /// - Parameter lanes: microbatches that are computed side by side.
    func seconds(lanes: Int) -> Double {
        func rounds(_ leaves: Int) -> Double { Double((leaves + lanes - 1) / lanes) }
        let step = rounds(plan.microbatches(step: 0)) * microbatch + update
        let validation = rounds(plan.slices(.validate)) * slice
        return Double(plan.steps) * step + Double(plan.epochs) * validation + rounds(plan.slices(.test))
            * slice
    }
}
