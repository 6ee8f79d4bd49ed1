import CKernels

/// The square of the difference (Keras 3 `mean_squared_error`).
struct MeanSquaredError: LossDefinition {
    static let kind = "mse"
    static let template = MeanSquaredError()

    var choice: Loss { .meanSquaredError }

    func sum(_ terms: LossTerms) -> Double {
        ck_loss_sum(
            CK_SQUARED, terms.output, terms.target, terms.gradient, terms.gradientScale, 0, terms.count)
    }
}
