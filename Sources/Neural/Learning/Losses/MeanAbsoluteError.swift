import CKernels

/// The difference without its sign (Keras 3 `mean_absolute_error`).
struct MeanAbsoluteError: LossDefinition {
    static let kind = "mae"
    static let template = MeanAbsoluteError()

    var choice: Loss { .meanAbsoluteError }

    func sum(_ terms: LossTerms) -> Double {
        ck_loss_sum(
            CK_ABSOLUTE, terms.output, terms.target, terms.gradient, terms.gradientScale, 0, terms.count)
    }
}
