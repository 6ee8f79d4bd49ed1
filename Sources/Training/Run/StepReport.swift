/// What one step came to.
package struct StepReport: Sendable, Equatable {
    /// The run's identifier.
    package let run: String
    /// The update's number, from 1.
    package let step: Int
    /// Mean loss of the step's samples before the update, under dropout, with the weights' penalty.
    package let loss: Double
    /// Euclidean norm of the data's mean gradient: before any clipping, and without the penalty's.
    package let gradientNorm: Double
    package let samples: Int
    /// Seconds since the step before; nil for the first in this process. A validation counts as part of the
    /// step that follows.
    package let seconds: Double?
}
