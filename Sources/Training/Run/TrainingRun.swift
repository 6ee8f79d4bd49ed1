package import Jobs
package import Neural

/// A run that is trained, or was: what it has arrived at, and what comes next.
///
/// It knows nothing of workers: it asks for a piece of work and is given the sum of all its leaves.
package struct TrainingRun: Sendable {
    /// What the run is doing.
    package enum Stage: Sendable {
        /// Steps are being computed, or are about to be.
        case training
        /// An epoch's last step is done and its validation under way. Left with the epoch's loss.
        case validating
        /// Training is over; the weights that will be kept are tested. Left with the test's metrics.
        case testing(FinalWeights)
        case finished
        /// The job cannot go on. A resumed run is another one.
        case failed
    }

    /// The weights that will be kept.
    package struct FinalWeights: Sendable {
        /// Updates that made them.
        package let version: Int
        /// P numbers.
        package let values: Vector
    }

    /// What has come of it, and what is wanted next, in this order.
    package enum News: Sendable {
        /// A sum is not finite, for this reason; it was not used.
        case notFinite(String)
        case step(StepReport)
        /// The epoch of this number, from 1, is complete.
        case epoch(Int, EpochRecord)
        case checkpoint(Checkpoint)
        /// The sum over this work's leaves is wanted.
        case work(Purpose)
        case finished(RunResult)
    }

    package let identity: RunIdentity
    package let plan: WorkPlan
    package let jobText: String
    package let dataBytes: Int
    /// Of the workers so far; empty before the first one.
    package private(set) var fingerprint: String
    /// Whether workers of other processors have taken part.
    package private(set) var isMixed = false
    package internal(set) var state: TrainingState
    package internal(set) var stage = Stage.training
    /// Of the update that follows.
    package var learningRate: Double { rate.value(after: state.step) }
    /// What the epochs so far have made of the learning rate.
    var rate: RunningRate
    /// The last step's gradient over its samples; kept so that a step sets no memory aside.
    package internal(set) var meanGradient: Vector
    package internal(set) var checkpoints: CheckpointSchedule
    package internal(set) var pace = Pace()
    /// When the newest step was made, or the run taken up.
    var steppedAt: Instant

    package init(_ prepared: PreparedRun, at now: Instant) {
        identity = prepared.identity
        plan = prepared.plan
        jobText = prepared.jobText
        dataBytes = prepared.dataBytes
        fingerprint = prepared.fingerprint
        state = prepared.state
        rate = RunningRate(
            plan.job.training.optimizer.learningRate, stepsPerEpoch: plan.stepsPerEpoch,
            losses: planted(.resumeForgetsThePlateau) ? [] : state.epochs.map(\.validationLoss))
        meanGradient = Vector(zeros: prepared.state.weights.count)
        checkpoints = CheckpointSchedule(at: now)
        steppedAt = now
        plantFaults()
    }

    package var id: String { identity.id }

    /// Updates after which training ends unless it stops early.
    package var steps: Int { state.lastStep ?? plan.steps }

    /// Epochs to which these steps come; the last one may be cut short.
    package var epochs: Int { (steps + plan.stepsPerEpoch - 1) / plan.stepsPerEpoch }

    /// Whether nothing is left to do.
    package var isEnded: Bool {
        switch stage {
        case .training, .validating, .testing: false
        case .finished, .failed: true
        }
    }

    package var prepare: Prepare {
        Prepare(run: id, job: jobText, dataDigest: identity.dataDigest, dataBytes: dataBytes)
    }

    /// The weights that the work at hand is computed with, and a number that no others have: that of the
    /// updates that made them, or, where weights are averaged, three times that, and one more for the
    /// average: those that follow each other are even and odd in turn, as the two places in shared memory
    /// want it.
    package var weights: (version: Int, values: Vector) {
        let isAveraged = plan.job.training.movingAverage != nil
        switch stage {
        case .testing(let final): return (isAveraged ? 3 * final.version + 1 : final.version, final.values)
        case .validating where isAveraged: return (3 * state.step + 1, state.judged)
        case .training, .validating, .finished, .failed:
            return (isAveraged ? 3 * state.step : state.step, state.weights)
        }
    }

    // MARK: Workers' arithmetic

    /// What a worker's numerics fingerprint is to the run.
    package enum Acquaintance: Sendable, Equatable {
        /// The first one: it has become the run's.
        case first
        case same
        /// Another one than the run's, which the job allows; told once.
        case mixed
        case refused
    }

    /// Takes in the fingerprint of a worker that is to take part.
    package mutating func meet(_ fingerprint: String) -> Acquaintance {
        if self.fingerprint.isEmpty {
            self.fingerprint = fingerprint
            return .first
        }
        guard self.fingerprint != fingerprint else { return .same }
        guard plan.job.mixedHardware else { return .refused }
        defer { isMixed = true }
        return isMixed ? .same : .mixed
    }

    /// Whether a worker with this fingerprint may take part.
    package func accepts(_ fingerprint: String) -> Bool {
        self.fingerprint.isEmpty || self.fingerprint == fingerprint || plan.job.mixedHardware
    }

    // MARK: Checkpoints

    /// Asks for a checkpoint of what the run has arrived at.
    ///
    /// - Returns: what is to be written now; nil where one is under way, and another follows.
    package mutating func requestCheckpoint(at now: Instant) -> Checkpoint? {
        guard checkpoints.request(at: now) else { return nil }
        var checkpoint = Checkpoint(
            of: identity, fingerprint: fingerprint, state: state)
        if planted(.checkpointsLag) { checkpoint.state.step = max(0, checkpoint.state.step - 1) }
        return checkpoint
    }

    /// Takes in that the checkpoint of `step` updates was written, or could not be.
    ///
    /// - Returns: what is to be written next; nil where nothing is.
    package mutating func checkpointWritten(step: Int, problem: String?, at now: Instant) -> Checkpoint? {
        checkpoints.written(step: step, problem: problem) ? requestCheckpoint(at: now) : nil
    }

    /// Whether what the run has arrived at is neither on disk nor on its way there.
    package var isUnsaved: Bool { checkpoints.savedStep != state.step || checkpoints.isWriting }

    /// Ends a run that cannot go on.
    package mutating func fail() { stage = .failed }

    private mutating func plantFaults() {
        if planted(.resumeForgetsTheEpochsLoss) { state.epochLoss = 0 }
        if planted(.resumeForgetsSlots) { state.slots = PreparedRun.freshState(plan).slots }
        if planted(.resumeForgetsScalars) { state.scalars = PreparedRun.freshState(plan).scalars }
        if planted(.resumeForgetsTheAverage), state.average != nil { state.average = state.weights }
        if planted(.startIsForgotten), state.step == 0 {
            state.weights = PreparedRun.freshState(plan).weights
        }
        if planted(.resumeForgetsTheBest) { state.bestWeights = nil }
        if planted(.resumeForgetsTheEnd) { state.stoppedEarly = false }
        if planted(.resumeSkipsAStep), state.step > 0 { state.step += 1 }
    }
}
