import CKernels

/// What a loss is: everything that training asks of it.
protocol LossDefinition: JobVariant<Loss> {
    /// What it does with a target and the numbers put out for it.
    var kernel: ck_loss { get }
    /// Where Huber's ends to be a square.
    var delta: Double { get }
    /// What the numbers are that a model puts out for each target.
    var form: TargetForm { get }
}

extension LossDefinition {
    var delta: Double { 0 }
    var form: TargetForm { .point }
}
