public import Neural
public import Series

/// One training run: data, model, training settings and seed, as in a job file (design, section 7).
public struct Job: Sendable, Equatable {
    public var name: String
    /// The key of every random stream.
    public var seed: UInt64
    public var data: DataSettings
    public var model: [Layer]
    public var training: TrainingSettings
    /// Admit workers whose arithmetic gives other bits; the run then promises none.
    public var mixedHardware: Bool
    /// The share of microbatches, 0 to 1, that two workers compute, so that one that computes wrongly is found.
    public var audit: Double

    public init(
        name: String, seed: UInt64 = 0, data: DataSettings, model: [Layer], training: TrainingSettings,
        mixedHardware: Bool = false, audit: Double = 0
    ) {
        self.name = name
        self.seed = seed
        self.data = data
        self.model = model
        self.training = training
        self.mixedHardware = mixedHardware
        self.audit = audit
    }
}

/// Where the series comes from and how windows are cut from it.
public struct DataSettings: Sendable, Equatable {
    public enum Source: Sendable, Equatable {
        /// Path of a CSV file.
        case csv(String)
        /// The embedded series.
        case demo(DemoOptions)
    }

    public var source: Source
    /// Columns that order the rows; empty: the file's order.
    public var time: [String] = []
    /// Input columns; nil: every numeric column.
    public var features: [String]?
    /// Output columns; nil: the features.
    public var targets: [String]?
    /// Time steps in, at least 1.
    public var lookback: Int
    /// Time steps out, at least 1.
    public var horizon: Int
    public var split: SplitSettings = SplitSettings()
    public var scaling: Scaling = .standard
    public var missing: MissingPolicy = .error
    /// Fields that count as missing; nil: the usual ones.
    public var missingValues: [String]?

    public init(source: Source, lookback: Int, horizon: Int) {
        self.source = source
        self.lookback = lookback
        self.horizon = horizon
    }
}

/// The three consecutive parts of the rows.
public struct SplitSettings: Sendable, Equatable {
    public var train: SplitAmount = .fraction(0.7)
    public var validation: SplitAmount = .fraction(0.15)
    public var test: SplitAmount = .fraction(0.15)

    public init() {}
}

/// How to train.
public struct TrainingSettings: Sendable, Equatable {
    /// Samples of one step, all workers together.
    public var batchSize: Int
    /// Units of work that a batch is cut into.
    public var microbatches: Int
    public var epochs: Int
    public var loss: Loss = .meanSquaredError
    public var optimizer: Optimizer = .adam(Adam())
    /// Largest norm of the gradient over all parameters; nil: no clipping.
    public var globalClipnorm: Double?
    public var earlyStopping: EarlyStopping?
    /// Steps between two checkpoints within an epoch; 0: only at the end of each epoch.
    public var checkpointSteps = 500

    public init(batchSize: Int = 32, microbatches: Int? = nil, epochs: Int = 10) {
        self.batchSize = batchSize
        self.microbatches = microbatches ?? Self.defaultMicrobatches(batchSize: batchSize)
        self.epochs = epochs
    }

    /// `batchSize` / 32 rounded down to a power of two, at least 1.
    public static func defaultMicrobatches(batchSize: Int) -> Int {
        let ratio = max(1, batchSize / 32)
        return min(Limits.microbatches, 1 << (Int.bitWidth - 1 - ratio.leadingZeroBitCount))
    }
}

/// Ends training when the validation loss no longer falls, and restores the best weights
/// (Keras's `EarlyStopping(monitor="val_loss", restore_best_weights=True)`).
public struct EarlyStopping: Sendable, Equatable {
    /// Epochs without improvement after which training ends, at least 1.
    public var patience: Int
    /// An improvement is a fall by more than this, at least 0.
    public var minDelta: Double

    public init(patience: Int, minDelta: Double = 0) {
        self.patience = patience
        self.minDelta = minDelta
    }
}
