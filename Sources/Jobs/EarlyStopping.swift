import Neural

/// Ends training when a loss or an error no longer falls, and restores the best weights
/// (Keras's `EarlyStopping(restore_best_weights=True)`).
package struct EarlyStopping: Sendable, Equatable {
    /// What is to fall.
    package enum Monitor: String, CaseIterable, Sendable {
        /// The mean loss over an epoch's samples, under dropout.
        case loss
        /// Keras's `val_loss`.
        case validationLoss = "validation_loss"
        /// Errors of the forecasts for the validation windows.
        case validationMAE = "validation_mae"
        case validationRMSE = "validation_rmse"
        case validationSMAPE = "validation_smape"

        /// Whether it is of the validation windows.
        package var needsValidation: Bool { self != .loss }

        /// As a sentence names it.
        var words: String { rawValue.replacing("_", with: " ") }
    }

    package var monitor: Monitor
    /// Epochs without improvement after which training ends, at least 1.
    package var patience: Int
    /// An improvement is a fall by more than this, at least 0.
    package var minDelta: Double
    /// Epochs before this one, from 0, are neither best nor counted.
    package var startFromEpoch: Int

    package init(
        monitor: Monitor = .validationLoss, patience: Int, minDelta: Double = 0, startFromEpoch: Int = 0
    ) {
        self.monitor = monitor
        self.patience = patience
        self.minDelta = minDelta
        self.startFromEpoch = startFromEpoch
    }
}

// MARK: Keys

extension EarlyStopping {
    static let rows: [JobRow<EarlyStopping>] = [
        .key(.word("monitor", \.monitor)),
        .key(.integer("patience", \.patience, in: 1...JobLimits.epochs, example: "3")),
        .key(.number("min_delta", \.minDelta, in: 0...(.infinity))),
        .key(.integer("start_from_epoch", \.startFromEpoch, in: 0...JobLimits.epochs)),
    ]

    /// Before anything is read: without what every job must have.
    static var template: EarlyStopping { EarlyStopping(patience: 1) }
}
