package import Neural

/// One training run: data, model, training settings and seed, as in a job file.
package struct Job: Sendable, Equatable {
    package var name: String
    /// The key of every random stream.
    package var seed: UInt64
    package var data: DataSettings
    package var model: [Layer]
    package var training: TrainingSettings
    /// Nil: the weights begin with initial ones.
    package var startFrom: StartSettings?
    /// Admit workers whose arithmetic gives other bits; the run then promises none.
    package var mixedHardware: Bool
    /// The share of microbatches, 0 to 1, that two workers compute, so that one that computes wrongly is
    /// found.
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

// MARK: Keys

extension Job {
    static let rows: [JobRow<Job>] = [
        .text("name", get: { $0.name }, set: { $0.name = $1 }),
        .seed("seed", \.seed),
        .section(
            "data", \.data, from: .template, example: "{csv: series.csv, lookback: 96, horizon: 24}",
            rows: DataSettings.rows),
        .layers("model", \.model),
        .section("training", \.training, from: TrainingSettings(), rows: TrainingSettings.rows),
        StartSettings.row,
        .key(.flag("mixed_hardware", \.mixedHardware)),
        .key(.number("audit", \.audit, in: 0...1)),
    ]

    /// Before anything is read: nothing of what every job must have, and no name, which no file can give.
    static var template: Job { Job(name: "", data: .template, model: [], training: TrainingSettings()) }
}
