import CKernels

/// The difference without its sign (Keras 3 `mean_absolute_error`).
struct MeanAbsoluteError: LossDefinition {
    static let kind = "mae"
    static let template = MeanAbsoluteError()

    var choice: Loss { .meanAbsoluteError }
    var kernel: ck_loss { CK_ABSOLUTE }
}
