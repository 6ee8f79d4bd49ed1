import Neural

/// The run at work.
struct ActiveRun: Sendable {
    let id: String
    let plan: WorkPlan
    let jobText: String
    let jobDigest: String
    let dataDigest: String
    let dataBytes: Int
    var fingerprint: String
    var state: TrainingState
    /// The last step's gradient over its samples; kept so that a step sets no memory aside.
    var meanGradient: Vector
    /// The weights that will be tested and kept, once training has ended.
    var finalWeights: (version: Int, values: Vector)?
    var isMixed = false
    /// When the last checkpoint was asked for, or the run began.
    var checkpointAt: Instant?
    /// A checkpoint is being written.
    var isWriting = false
    /// Another checkpoint is wanted as soon as the one under way is written.
    var wantsCheckpoint = false
    /// The step of the newest checkpoint that is safely on disk.
    var savedStep: Int?
    /// Why the newest checkpoint could not be written; nil when all is well.
    var writeProblem: String?
    /// Nothing is left to do: finished or failed.
    var isFinished = false
    var isFailed = false

    init(_ plan: PreparedRun) {
        id = plan.id
        self.plan = plan.plan
        jobText = plan.jobText
        jobDigest = plan.jobDigest
        dataDigest = plan.dataDigest
        dataBytes = plan.dataBytes
        fingerprint = plan.fingerprint
        state = plan.state
        meanGradient = Vector(zeros: plan.state.weights.count)
    }

    var prepare: Prepare { Prepare(run: id, job: jobText, dataDigest: dataDigest, dataBytes: dataBytes) }

    var checkpoint: Checkpoint {
        Checkpoint(
            run: id, jobDigest: jobDigest, dataDigest: dataDigest, fingerprint: fingerprint, state: state)
    }

    /// The weights that the work of a purpose is computed with, and the number of updates that made them.
    func weights(for purpose: Purpose) -> (version: Int, values: Vector) {
        if purpose == .test, let finalWeights { return finalWeights }
        return (state.step, state.weights)
    }
}

/// How fast the run at work goes.
struct Pace: Sendable {
    private var firstStep: Instant?
    private var lastStep: Instant?
    /// Samples of the steps after the first.
    private var samples = 0
    /// Seconds a step, smoothed; time spent on validation counts as part of the step that follows.
    private(set) var secondsPerStep: Double?
    private(set) var samplesPerSecond: Double?

    mutating func stepped(samples: Int, at now: Instant) {
        defer { lastStep = now }
        guard let lastStep else {
            firstStep = now
            return
        }
        self.samples += samples
        let seconds = max(now.seconds(since: lastStep), 1e-9)
        secondsPerStep = secondsPerStep.map { 0.95 * $0 + 0.05 * seconds } ?? seconds
        samplesPerSecond =
            samplesPerSecond.map { 0.95 * $0 + 0.05 * Double(samples) / seconds }
            ?? Double(samples) / seconds
    }

    func average(at now: Instant) -> Double? {
        guard let firstStep, samples > 0 else { return nil }
        return Double(samples) / max(now.seconds(since: firstStep), 1e-9)
    }
}
