package import Neural
package import Series

/// One training run: data, model, training settings and seed, as in a job file (design, section 7).
package struct Job: Sendable, Equatable {
    package var name: String
    /// The key of every random stream.
    package var seed: UInt64
    package var data: DataSettings
    package var model: [Layer]
    package var training: TrainingSettings
    /// Admit workers whose arithmetic gives other bits; the run then promises none.
    package var mixedHardware: Bool
    /// The share of microbatches, 0 to 1, that two workers compute, so that one that computes wrongly is found.
    package var audit: Double

    package init(
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
package struct DataSettings: Sendable, Equatable {
    package enum Source: Sendable, Equatable {
        /// Path of a CSV file.
        case csv(String)
        /// The embedded series.
        case demo(DemoOptions)
    }

    package var source: Source
    /// Columns that order the rows; empty: the file's order.
    package var time: [String] = []
    /// Input columns; nil: every numeric column.
    package var features: [String]?
    /// Output columns; nil: the features.
    package var targets: [String]?
    /// Time steps in, at least 1.
    package var lookback: Int
    /// Time steps out, at least 1.
    package var horizon: Int
    package var split: SplitSettings = SplitSettings()
    package var scaling: Scaling = .standard
    package var missing: MissingPolicy = .error
    /// Fields that count as missing; nil: the usual ones.
    package var missingValues: [String]?

    package init(source: Source, lookback: Int, horizon: Int) {
        self.source = source
        self.lookback = lookback
        self.horizon = horizon
    }
}

/// The three consecutive parts of the rows.
package struct SplitSettings: Sendable, Equatable {
    package var train: SplitAmount = .fraction(0.7)
    package var validation: SplitAmount = .fraction(0.15)
    package var test: SplitAmount = .fraction(0.15)

    package init() {}
}

/// How to train.
package struct TrainingSettings: Sendable, Equatable {
    /// Samples of one step, all workers together.
    package var batchSize: Int
    /// Units of work that a batch is cut into.
    package var microbatches: Int
    package var epochs: Int
    package var loss: Loss = .meanSquaredError
    package var optimizer: Optimizer = .adam(Adam())
    /// Largest norm of the gradient over all parameters; nil: no clipping.
    package var globalClipnorm: Double?
    package var earlyStopping: EarlyStopping?
    /// Steps between two checkpoints within an epoch; 0: only at the end of each epoch.
    package var checkpointSteps = 500

    package init(batchSize: Int = 32, microbatches: Int? = nil, epochs: Int = 10) {
        self.batchSize = batchSize
        self.microbatches = microbatches ?? Self.defaultMicrobatches(batchSize: batchSize)
        self.epochs = epochs
    }

    /// `batchSize` / 32 rounded down to a power of two, at least 1.
    package static func defaultMicrobatches(batchSize: Int) -> Int {
        let ratio = max(1, batchSize / 32)
        return min(Limits.microbatches, 1 << (Int.bitWidth - 1 - ratio.leadingZeroBitCount))
    }
}

/// Ends training when the validation loss no longer falls, and restores the best weights
/// (Keras's `EarlyStopping(monitor="val_loss", restore_best_weights=True)`).
package struct EarlyStopping: Sendable, Equatable {
    /// Epochs without improvement after which training ends, at least 1.
    package var patience: Int
    /// An improvement is a fall by more than this, at least 0.
    package var minDelta: Double

    package init(patience: Int, minDelta: Double = 0) {
        self.patience = patience
        self.minDelta = minDelta
    }
}
