package import Neural
package import Series

/// The outcome of a run.
package struct RunResult: Sendable, Equatable {
    package let run: String
    /// Updates applied.
    package let steps: Int
    package let epochs: [EpochRecord]
    package let stoppedEarly: Bool
    /// Updates that made `weights`: fewer than `steps` where early stopping restored earlier ones.
    package let weightsStep: Int
    /// Whether `time_limit` ended training: the job with `steps` instead gives the same bits.
    package let endedByTime: Bool
    /// The P final weights.
    package let weights: Vector
    /// Sums over the test windows; nil without a test part.
    package let test: MetricSums?
}
