import CKernels

/// Adam (Kingma and Ba 2015; Keras 3.15 `Adam`).
package struct Adam: Hashable, Sendable {
    package var learningRate: LearningRate
    /// Decay of the gradient's average, below 1.
    package var beta1: Double
    /// Decay of the squared gradient's average, below 1.
    package var beta2: Double
    package var epsilon: Double

    package init(
        learningRate: LearningRate = 0.001, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-7
    ) {
        self.learningRate = learningRate
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
    }
}

extension Adam: OptimizerDefinition {
    package static let kind = "adam"
    package static let template = Adam()
    package static let keys: [JobKey<Adam>] = [
        .choice("learning_rate", \.learningRate),
        .number("beta_1", \.beta1, in: OptimizerRange.decay),
        .number("beta_2", \.beta2, in: OptimizerRange.decay),
        .number("epsilon", \.epsilon, in: OptimizerRange.epsilon),
    ]

    package var choice: Optimizer { .adam(self) }

    var slotNames: [String] { ["momentum", "velocity"] }

    func apply(_ update: Update) {
        guard let velocity = update.second else { preconditionFailure("Adam has two slots") }
        let correction =
            (1 - PortableMath.power(beta2, update.number)).squareRoot()
            / (1 - PortableMath.power(beta1, update.number))
        ck_adam(
            update.weights, update.first, velocity, update.gradient, update.count,
            Float(update.learningRate * correction), Float(1 - beta1), Float(1 - beta2), Float(epsilon))
    }
}
