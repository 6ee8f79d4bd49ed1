/// The bounds that a job's settings have. No sensible job reaches most of them; they keep products of two of
/// them inside 64 bits.
package enum JobLimits {
    /// Aliases (`*name`) in a job file: each can multiply what it stands for, and no job needs one.
    package static let aliases = 8
    /// Most time steps of a window's inputs, and of its targets.
    package static let windowSteps = 1_000_000
    /// Most samples of a step.
    package static let batchSize = 1_000_000
    /// Most epochs of a job.
    package static let epochs = 1_000_000
    /// Most steps of a job that counts in steps.
    package static let steps = 1_000_000_000
    /// Most microbatches per batch and most evaluation slices: the reduction tree's bookkeeping stays small
    /// beside a gradient.
    package static let microbatches = 65_536
    /// Most parameters of a model: what is sent in one piece, 1 GiB.
    package static let parameters = 1 << 28
}
