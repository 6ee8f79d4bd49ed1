package import Neural
import Yams

/// How to train.
package struct TrainingSettings: Sendable, Equatable {
    /// Samples of one step, all workers together.
    package var batchSize: Int
    /// Units of work that a batch is cut into.
    package var microbatches: Int
    /// Most epochs, unless `steps` says where training ends.
    package var epochs: Int
    /// Updates after which training ends, instead of `epochs`; the last epoch may then be a shorter one.
    package var steps: Int?
    /// Training ends after the step in which the time is up. Which step that is, no job says before it.
    package var timeLimit: TimeLimit?
    package var loss: Loss = .meanSquaredError
    /// By which the loss of each value of a target is multiplied, by the target's name; of others, by 1.
    package var lossWeights: [String: Double] = [:]
    package var optimizer: Optimizer = .adam(Adam())
    /// Largest norm of the gradient over all parameters; nil: no clipping.
    package var globalClipnorm: Double?
    /// Largest norm of each tensor's gradient; nil: no clipping.
    package var clipnorm: Double?
    /// Largest magnitude of each number of the gradient; nil: no clipping.
    package var clipvalue: Double?
    /// Averages the weights; what is validated, kept and tested is then the average.
    package var movingAverage: MovingAverage?
    package var earlyStopping: EarlyStopping?
    /// Steps between two checkpoints within an epoch; 0: only at the end of each epoch.
    package var checkpointSteps = 500

    package init(batchSize: Int = 32, microbatches: Int? = nil, epochs: Int = 10) {
        self.batchSize = batchSize
        self.microbatches = microbatches ?? Self.defaultMicrobatches(batchSize: batchSize)
        self.epochs = epochs
    }

    /// What is done to gradients that are too large; at most one of the three is given.
    package var clipping: Clipping? {
        globalClipnorm.map { .globalNorm($0) } ?? clipnorm.map { .norm($0) } ?? clipvalue.map { .value($0) }
    }

    /// `batchSize` / 32 rounded down to a power of two, at least 1.
    package static func defaultMicrobatches(batchSize: Int) -> Int {
        let ratio = max(1, batchSize / 32)
        return min(JobLimits.microbatches, 1 << (Int.bitWidth - 1 - ratio.leadingZeroBitCount))
    }
}

// MARK: Keys

extension TrainingSettings {
    static let rows: [JobRow<TrainingSettings>] = [
        .key(.integer("batch_size", \.batch, in: 1...JobLimits.batchSize)),
        .key(.integer("microbatches", \.microbatches, in: 1...JobLimits.microbatches))
            .checked(.inconsistent) { training in
                let (parts, batch) = (training.microbatches, training.batchSize)
                return parts <= batch
                    ? nil
                    : "\(parts) microbatches cannot be cut from a batch of \(batch) samples; at most \(batch)"
            },
        epochs, steps, timeLimit,
        .choice("loss", \.loss),
        .numbersByName("loss_weights", \.lossWeights, in: 1e-6...1e6),
        .choice(
            "optimizer", \.optimizer,
            with: [
                .number("global_clipnorm", \.globalClipnorm, in: clipRange),
                .number("clipnorm", \.clipnorm, in: clipRange).checked(.inconsistent, oneWay),
                .number("clipvalue", \.clipvalue, in: clipRange).checked(.inconsistent, oneWay),
                useAverage, averageMomentum, averageFrequency,
            ]),
        .section("early_stopping", \.earlyStopping, from: .template, rows: EarlyStopping.rows),
        .key(.integer("checkpoint_steps", \.checkpointSteps, in: 0...(.max))),
    ]

    private static let useAverage = JobRow<TrainingSettings>(
        "use_ema", .words(["true", "false"]),
        read: { (section: inout JobSection) throws(JobError) in try section.flag("use_ema") },
        set: { $0.movingAverage = $1 ? MovingAverage() : nil },
        write: { .plain($0.movingAverage != nil) })

    private static let averageMomentum = JobRow<TrainingSettings>(
        "ema_momentum", .numbers(MovingAverage.momentumRange),
        read: { (section: inout JobSection) throws(JobError) in
            let momentum = try section.number(
                "ema_momentum", in: MovingAverage.momentumRange)
            if momentum != nil { try needAverage(&section, "ema_momentum") }
            return momentum
        }, set: { $0.movingAverage?.momentum = $1 },
        write: { $0.movingAverage.map { .plain($0.momentum) } })

    private static let averageFrequency = JobRow<TrainingSettings>(
        "ema_overwrite_frequency", .integers(1...JobLimits.steps),
        read: { (section: inout JobSection) throws(JobError) in
            let steps = try section.integer("ema_overwrite_frequency", in: 1...JobLimits.steps)
            if steps != nil { try needAverage(&section, "ema_overwrite_frequency") }
            return steps
        }, set: { $0.movingAverage?.overwriteFrequency = $1 },
        write: { $0.movingAverage?.overwriteFrequency.map { .plain($0) } })

    private static func needAverage(_ section: inout JobSection, _ key: String) throws(JobError) {
        guard try section.flag("use_ema") != true else { return }
        throw section.error(.inconsistent, "is of the average that use_ema: true asks for", at: key)
    }

    private static let clipRange = 1e-30...1e30

    private static let oneWay: @Sendable (TrainingSettings) -> String? = { training in
        let ways = [training.globalClipnorm, training.clipnorm, training.clipvalue].compactMap { $0 }
        return ways.count > 1 ? "there is one way to clip: global_clipnorm, clipnorm or clipvalue" : nil
    }

    private static var epochs: JobRow<TrainingSettings> {
        let range = 1...JobLimits.epochs
        return JobRow(
            "epochs", .integers(range),
            read: { (section: inout JobSection) throws(JobError) in
                try section.integer("epochs", in: range)
            }, set: { $0.epochs = $1 }, write: { $0.steps == nil ? .plain($0.epochs) : nil })
    }

    private static var steps: JobRow<TrainingSettings> {
        let range = 1...JobLimits.steps
        return JobRow(
            "steps", .integers(range),
            read: { (section: inout JobSection) throws(JobError) in
                guard let steps = try section.integer("steps", in: range) else { return nil }
                guard section.node("epochs") == nil else {
                    throw section.error(
                        .inconsistent, "stands beside epochs; leave one of the two out", at: "steps")
                }
                return steps
            }, set: { $0.steps = $1 }, write: { $0.steps.map { .plain($0) } })
    }

    private static var timeLimit: JobRow<TrainingSettings> {
        JobRow(
            "time_limit", .other,
            read: { (section: inout JobSection) throws(JobError) in
                guard let node = section.node("time_limit") else { return nil }
                guard let limit = node.scalar.flatMap({ TimeLimit($0.string) }) else {
                    throw section.error(
                        .badValue,
                        "\(node.asWritten) is no span of time from 1 s to a year, such as 90 s, 30 min "
                            + "or 2 h",
                        at: "time_limit")
                }
                return limit
            }, set: { $0.timeLimit = $1 }, write: { $0.timeLimit.map { .quoted("\($0)") } })
    }

    /// The batch's size, with as many microbatches as suit it until a job says how many.
    private var batch: Int {
        get { batchSize }
        set {
            batchSize = newValue
            microbatches = Self.defaultMicrobatches(batchSize: newValue)
        }
    }
}
