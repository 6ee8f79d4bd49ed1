import CKernels

/// The square of the difference (Keras 3 `mean_squared_error`).
struct MeanSquaredError: LossDefinition {
    static let kind = "mse"
    static let template = MeanSquaredError()

    var choice: Loss { .meanSquaredError }
    var kernel: ck_loss { CK_SQUARED }
}
