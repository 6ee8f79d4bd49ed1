import CKernels

/// RMSprop (Tieleman and Hinton 2012; Keras 3.15 `RMSprop`).
package struct RMSprop: Hashable, Sendable {
    package var learningRate: LearningRate
    /// Decay of the squared gradient's average, below 1.
    package var rho: Double
    /// 0...1.
    package var momentum: Double
    package var epsilon: Double
    /// Divides by the estimated variance instead of the mean square (Graves 2013).
    package var centered: Bool

    package init(
        learningRate: LearningRate = 0.001, rho: Double = 0.9, momentum: Double = 0, epsilon: Double = 1e-7,
        centered: Bool = false
    ) {
        self.learningRate = learningRate
        self.rho = rho
        self.momentum = momentum
        self.epsilon = epsilon
        self.centered = centered
    }
}

extension RMSprop: OptimizerDefinition {
    package static let kind = "rmsprop"
    package static let template = RMSprop()
    package static let keys: [JobKey<RMSprop>] = [
        .choice("learning_rate", \.learningRate),
        .number("rho", \.rho, in: OptimizerRange.decay),
        .number("momentum", \.momentum, in: OptimizerRange.momentum),
        .number("epsilon", \.epsilon, in: OptimizerRange.epsilon),
        .flag("centered", \.centered),
    ]

    package var choice: Optimizer { .rmsProp(self) }

    package var problem: (option: String, message: String)? {
        centered && rho == 0
            ? (
                "rho",
                "0 keeps nothing of the gradients before, so that no variance is left to divide by; with "
                    + "centered: true it must be above 0, such as 0.9"
            ) : nil
    }

    var slotNames: [String] {
        ["velocity"] + (momentum > 0 ? ["momentum"] : []) + (centered ? ["average_gradient"] : [])
    }

    func apply(_ update: Update) {
        let scalars = ck_rmsprop_scalars(
            learning_rate: Float(update.learningRate), rho: Float(rho), momentum: Float(momentum),
            epsilon: Float(epsilon))
        ck_rmsprop(
            update.weights, update.first, centered ? update.third ?? update.second : nil,
            momentum > 0 ? update.second : nil, update.gradient, update.count, scalars)
    }
}
