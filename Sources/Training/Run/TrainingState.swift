package import Neural

/// Everything that training has arrived at: what a checkpoint keeps and a resumed run goes on from.
///
/// Random streams need no entry here: every draw is a function of the job's seed and the step.
package struct TrainingState: Sendable, Equatable {
    /// Updates applied so far; also the number of the next step.
    package var step: Int
    /// The P weights.
    package var weights: Vector
    /// The optimizer's slots, P numbers each, in the order of `Optimizer.slotNames`.
    package var slots: [Vector]
    /// The optimizer's scalars, from `Optimizer.firstScalars` on.
    package var scalars: [Double]
    /// The weights' moving average, P numbers; nil before the first update, and without one.
    package var average: Vector?
    /// Loss, with the penalty, summed over the samples of the steps so far in the current epoch.
    package var epochLoss: Double
    /// Samples in `epochLoss`.
    package var epochSamples: Int
    /// One record for each epoch that is complete, its validation included.
    package var epochs: [EpochRecord]
    /// The weights with the lowest validation loss so far; kept only under early stopping.
    package var bestWeights: Vector?
    /// Time from the run's start, or from where it was gone on with, to its newest step: what it was stopped
    /// for does not count, nor what was lost with a coordinator.
    package var computing: Duration
    /// The step after which training ends because the time was up; nil while there is time.
    package var lastStep: Int?
    /// Set when early stopping has ended training.
    package var stoppedEarly: Bool

    /// The weights that are validated and kept.
    package var judged: Vector { average ?? weights }

    package init(weights: Vector, slots: [Vector], scalars: [Double] = []) {
        step = 0
        self.weights = weights
        self.slots = slots
        self.scalars = scalars
        epochLoss = 0
        epochSamples = 0
        epochs = []
        computing = .zero
        stoppedEarly = false
    }
}

/// The outcome of one epoch.
package struct EpochRecord: Sendable, Equatable, Codable {
    /// Updates applied at the epoch's end.
    package let step: Int
    /// Mean loss over the epoch's samples, each measured before its step's update and under dropout,
    /// with the weights' penalty.
    package let trainLoss: Double
    /// Mean loss over the validation windows, without dropout, with the weights' penalty; nil without a
    /// validation part.
    package let validationLoss: Double?
    /// Of the forecasts for the same windows.
    package let validation: ForecastMeasures?

    package init(
        step: Int, trainLoss: Double, validationLoss: Double?, validation: ForecastMeasures? = nil
    ) {
        self.step = step
        self.trainLoss = trainLoss
        self.validationLoss = validationLoss
        self.validation = validation
    }
}

/// A training state with what it belongs to, as kept on disk.
package struct Checkpoint: Sendable, Equatable {
    package let identity: RunIdentity
    /// The run's numerics fingerprint; empty before the first worker has joined.
    package let fingerprint: String
    package internal(set) var state: TrainingState

    package init(of identity: RunIdentity, fingerprint: String, state: TrainingState) {
        self.identity = identity
        self.fingerprint = fingerprint
        self.state = state
    }
}
