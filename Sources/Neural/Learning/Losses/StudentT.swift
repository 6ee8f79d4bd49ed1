import CKernels

/// The negative logarithm of the density of a Student-t distribution, whose mean, scale and degrees of
/// freedom a model puts out (Salinas et al. 2020).
struct StudentT: LossDefinition {
    static let kind = "student_t"
    static let template = StudentT()

    var choice: Loss { .studentT }
    var kernel: ck_loss { CK_STUDENT_T }
    var form: TargetForm { .studentT }
}
