import CKernels

/// The negative logarithm of the density of a normal distribution, whose mean and deviation a model puts out.
struct Gaussian: LossDefinition {
    static let kind = "gaussian"
    static let template = Gaussian()

    var choice: Loss { .gaussian }
    var kernel: ck_loss { CK_GAUSSIAN }
    var form: TargetForm { .gaussian }
}
