import CKernels

/// Steps of one size, by the sign of an averaged gradient (Chen et al. 2023; Keras 3.15 `Lion`).
package struct Lion: Hashable, Sendable {
    package var learningRate: LearningRate
    /// What an update keeps of the average, above 0, at most 1.
    package var beta1: Double
    /// Decay of the gradient's average, below 1.
    package var beta2: Double

    package init(learningRate: LearningRate = 0.001, beta1: Double = 0.9, beta2: Double = 0.99) {
        self.learningRate = learningRate
        self.beta1 = beta1
        self.beta2 = beta2
    }
}

extension Lion: OptimizerDefinition {
    package static let kind = "lion"
    package static let template = Lion()
    package static let keys: [JobKey<Lion>] = [
        .choice("learning_rate", \.learningRate),
        .number("beta_1", \.beta1, in: 1e-9...1),
        .number("beta_2", \.beta2, in: OptimizerRange.decay),
    ]

    package var choice: Optimizer { .lion(self) }

    var slotNames: [String] { ["momentum"] }

    func apply(_ update: Update) {
        let scalars = ck_lion_scalars(
            rate: Float(update.learningRate), keep1: Float(beta1), take1: Float(1 - beta1),
            keep2: Float(beta2), take2: Float(1 - beta2))
        ck_lion(update.weights, update.first, update.gradient, update.count, scalars)
    }
}
