package import Neural

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
        .key(.integer("epochs", \.epochs, in: 1...JobLimits.epochs)),
        .choice("loss", \.loss),
        .choice(
            "optimizer", \.optimizer,
            with: [.number("global_clipnorm", \.globalClipnorm, in: 1e-30...1e30)]),
        .section("early_stopping", \.earlyStopping, from: .template, rows: EarlyStopping.rows),
        .key(.integer("checkpoint_steps", \.checkpointSteps, in: 0...(.max))),
    ]

    /// The batch's size, with as many microbatches as suit it until a job says how many.
    private var batch: Int {
        get { batchSize }
        set {
            batchSize = newValue
            microbatches = Self.defaultMicrobatches(batchSize: newValue)
        }
    }
}
