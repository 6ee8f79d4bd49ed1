import Neural

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

// MARK: Keys

extension EarlyStopping {
    static let rows: [JobRow<EarlyStopping>] = [
        .key(.integer("patience", \.patience, in: 1...JobLimits.epochs, example: "3")),
        .key(.number("min_delta", \.minDelta, in: 0...(.infinity))),
    ]

    /// Before anything is read: without what every job must have.
    static var template: EarlyStopping { EarlyStopping(patience: 1) }
}
