import CKernels

/// Adam that looks ahead along its momentum (Dozat 2016; Keras 3.15 `Nadam`).
package struct Nadam: Hashable, Sendable {
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

extension Nadam: OptimizerDefinition {
    package static let kind = "nadam"
    package static let template = Nadam()
    package static let keys: [JobKey<Nadam>] = [
        .choice("learning_rate", \.learningRate),
        .number("beta_1", \.beta1, in: OptimizerRange.decay),
        .number("beta_2", \.beta2, in: OptimizerRange.decay),
        .number("epsilon", \.epsilon, in: OptimizerRange.epsilon),
    ]

    package var choice: Optimizer { .nadam(self) }

    var slotNames: [String] { ["momentum", "velocity"] }

    /// The product of all updates' momenta.
    var firstScalars: [Double] { [1] }

    /// How much of the gradient's average an update takes: beta_1, approached from its half.
    private func momentum(_ update: Int) -> Double { beta1 * (1 - 0.5 * PortableMath.power(0.96, update)) }

    func advance(_ scalars: inout [Double], to update: Int) { scalars[0] *= momentum(update) }

    func apply(_ update: Update) {
        guard let velocity = update.second else { preconditionFailure("Nadam has two slots") }
        let product = update.scalars[0]
        let (now, next) = (momentum(update.number), momentum(update.number + 1))
        let scalars = ck_nadam_scalars(
            mean_rate: Float(update.learningRate * next / (1 - product * next)),
            gradient_rate: Float(update.learningRate * (1 - now) / (1 - product)), take1: Float(1 - beta1),
            take2: Float(1 - beta2), correction: Float(1 / (1 - PortableMath.power(beta2, update.number))),
            epsilon: Float(epsilon))
        ck_nadam(update.weights, update.first, velocity, update.gradient, update.count, scalars)
    }
}
