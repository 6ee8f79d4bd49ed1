import Jobs
import Neural
import Series
import Tables
import Training

/// What a simulated cluster computes: a job's plan, and the gradients and metrics of its parts.
///
/// A result is a pure function of step, place and weights, as it is in earnest.
protocol SimulatedComputation {
    func gradient(step: Int, microbatch: Int, weights: Vector) -> NodeSum
    func metrics(_ purpose: Purpose, slice: Int, weights: Vector) -> MetricSums
}

/// A job that simulated clusters train, and what an undisturbed worker makes of it.
final class SimulatedJob {
    let plan: WorkPlan
    let computation: any SimulatedComputation
    let reference: Reference
    /// Whether gradients count the leaves that they are sums of (see `StandIn`).
    let countsLeaves: Bool
    /// Those of a model that the job starts from; nil: initial ones.
    let firstWeights: Vector?

    init(
        plan: WorkPlan, computation: any SimulatedComputation, countsLeaves: Bool, firstWeights: Vector? = nil
    ) {
        self.plan = plan
        self.computation = computation
        self.countsLeaves = countsLeaves
        self.firstWeights = firstWeights
        reference = Reference(plan: plan, computation: computation, firstWeights: firstWeights)
    }

    /// Microbatches and slices of the whole job.
    var leaves: Int {
        let steps = (0..<reference.steps).reduce(0) { $0 + plan.microbatches(step: $1) }
        return steps + reference.epochs.count * plan.slices(.validate) + plan.slices(.test)
    }
}

extension SimulatedJob {
    /// A job of the cheap stand-in, of one of several shapes.
    ///
    /// - Parameters:
    ///   - shape: 0 ..< shapes: optimizer, number of microbatches, epochs, early stopping.
    ///   - epochs: instead of the shape's own; nil: those.
    ///   - leaves: microbatches of a step; nil: the shape's.
    static func standIn(shape: Int, audit: Double, epochs: Int?, leaves: Int?) throws -> SimulatedJob {
        var data = DataSettings(source: .demo(DemoOptions()), lookback: 1, horizon: 1)
        data.split = SplitSettings()
        let microbatches = leaves ?? [1, 2, 5, 8, 13, 16, 9, 4][shape % 8]
        var training = TrainingSettings(
            batchSize: microbatches * 3 + shape % 3, microbatches: microbatches,
            epochs: epochs ?? 2 + shape % 3)
        training.checkpointSteps = [0, 3, 5, 1][shape / 2 % 4]
        let rate = rate(shape: shape)
        training.optimizer =
            [
                .sgd(SGD(learningRate: rate)), .adam(Adam(learningRate: rate)),
                .rmsProp(RMSprop(learningRate: rate)), .adamW(AdamW(learningRate: rate)),
                .nadam(Nadam(learningRate: rate)), .lion(Lion(learningRate: rate)),
            ][shape / 4 % 6]
        if shape % 5 == 3 {
            training.earlyStopping = EarlyStopping(
                monitor: EarlyStopping.Monitor.allCases[shape / 5 % 5], patience: 1,
                startFromEpoch: shape / 5 % 2)
        }
        if shape % 4 == 2 {
            training.movingAverage = MovingAverage(
                momentum: 0.8, overwriteFrequency: shape % 8 == 2 ? 4 : nil)
        }
        if shape % 7 == 2 { training.globalClipnorm = 0.5 }
        if shape % 7 == 4 { training.clipvalue = 0.25 }
        if shape % 7 == 6 { training.clipnorm = 0.5 }
        let steps = [9, 6, 11, 4][shape % 4]
        if shape % 9 == 4 { training.steps = max(1, steps * training.epochs - 2) }
        // The last batch of an epoch is smaller.
        let windows = WorkPlan.WindowCounts(
            train: training.batchSize * (steps - 1) + 1 + training.batchSize / 2,
            validation: shape % 4 == 1 ? 0 : 70, test: shape % 6 == 5 ? 0 : 40)
        var usable = Job(
            name: "simulated", seed: UInt64(shape), data: data,
            model: model(shape: shape), training: training, audit: audit)
        if windows.validation == 0 {
            usable.training.earlyStopping = nil
            if rate.needsValidation { usable.training.optimizer = .sgd(SGD()) }
        }
        let plan = try WorkPlan(job: usable, features: StandIn.numbers - 3, windows: windows)
        let start = shape % 6 == 4 ? plan.model.initialWeights(seed: UInt64(shape + 1)) : nil
        return SimulatedJob(
            plan: plan, computation: StandIn(plan: plan), countsLeaves: true, firstWeights: start)
    }

    /// Two layers whose weights are kept small, limited or frozen, or none of it.
    private static func model(shape: Int) -> [Layer] {
        var (first, second) = (Dense(units: 1), Dense(units: 1))
        if shape % 3 == 1 {
            first.kernelRegularizer = Regularizer(l1: 0.01, l2: 0.1)
            second.biasRegularizer = Regularizer(l2: 0.2)
        }
        if shape % 5 == 1 { first.kernelConstraint = MaxNorm(0.5) }
        if shape % 4 == 3 { second.isTrainable = false }
        if shape % 8 == 2 { first.isTrainable = false }
        return [.dense(first), .dense(second)]
    }

    private static func rate(shape: Int) -> LearningRate {
        switch shape / 3 % 6 {
        case 0:
            .cosine(
                CosineDecay(
                    initialLearningRate: 0, decaySteps: .steps(9), alpha: 0.1, warmupTarget: 0.01,
                    warmupSteps: .steps(3)))
        case 1:
            .exponential(
                ExponentialDecay(
                    initialLearningRate: 0.01, decaySteps: .epochs(1), decayRate: 0.5,
                    staircase: shape.isMultiple(of: 2), startStep: .steps(2)))
        case 2:
            .piecewise(PiecewiseConstant(boundaries: [.steps(3), .epochs(1)], values: [0.01, 0.1, 0.001]))
        // The stand-in's losses rise and fall as they please.
        case 3: .reduceOnPlateau(ReduceOnPlateau(initialLearningRate: 0.01, factor: 0.5, patience: 1))
        case 4:
            .reduceOnPlateau(
                ReduceOnPlateau(initialLearningRate: 0.01, factor: 0.3, patience: 2, cooldown: 1))
        default: 0.001
        }
    }

    /// A tiny job of the real arithmetic: LSTM, dropout, all of it.
    static func neural() throws -> SimulatedJob {
        let file = try JobReader.read(neuralText, file: "simulated.yaml")
        let table = Table.demo(DemoOptions(rows: 300, channels: 2), seed: file.job.seed)
        let job = try PreparedJob(file, table: table, name: "demo")
        let computation = NeuralComputation(MicrobatchComputer(plan: job.plan, series: job.series))
        return SimulatedJob(plan: job.plan, computation: computation, countsLeaves: false)
    }

    private static let neuralText = """
        name: simulated
        seed: 5
        data:
          demo: {rows: 300, channels: 2}
          lookback: 4
          horizon: 1
          split: {train: 200, validation: 50, test: 50}
        model:
          - spatial_dropout1d: {rate: 0.2}
          - lstm: {units: 4, dropout: 0.2, recurrent_dropout: 0.3}
          - dense: {units: 6}
        training:
          loss: student_t
          batch_size: 48
          microbatches: 6
          epochs: 4
          checkpoint_steps: 3
          optimizer: {adam: {learning_rate: 0.01}}
        """
}

/// The arithmetic that workers use in earnest.
private struct NeuralComputation: SimulatedComputation {
    private let computer: MicrobatchComputer

    init(_ computer: MicrobatchComputer) { self.computer = computer }

    func gradient(step: Int, microbatch: Int, weights: Vector) -> NodeSum {
        computer.gradient(
            step: step, microbatch: microbatch, weights: weights, into: Vector(zeros: weights.count))
    }

    func metrics(_ purpose: Purpose, slice: Int, weights: Vector) -> MetricSums {
        computer.metrics(purpose, slice: slice, weights: weights)
    }
}
