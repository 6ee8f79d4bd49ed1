import CKernels

/// The logarithm of the difference's hyperbolic cosine: half the square near 0, far from it the difference
/// without its sign, less ln 2 (Keras 3 `log_cosh`).
struct LogCosh: LossDefinition {
    static let kind = "log_cosh"
    static let template = LogCosh()

    var choice: Loss { .logCosh }
    var kernel: ck_loss { CK_LOG_COSH }
}
