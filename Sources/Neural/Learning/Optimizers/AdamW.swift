import CKernels

/// Adam with decoupled weight decay (Loshchilov and Hutter 2019; Keras 3.15 `AdamW`).
package struct AdamW: Hashable, Sendable {
    package var learningRate: LearningRate
    /// Each update first takes this share, times the learning rate, off all weights.
    package var weightDecay: Double
    /// Decay of the gradient's average, below 1.
    package var beta1: Double
    /// Decay of the squared gradient's average, below 1.
    package var beta2: Double
    package var epsilon: Double

    package init(
        learningRate: LearningRate = 0.001, weightDecay: Double = 0.004, beta1: Double = 0.9,
        beta2: Double = 0.999,
        epsilon: Double = 1e-7
    ) {
        self.learningRate = learningRate
        self.weightDecay = weightDecay
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
    }
}

extension AdamW: OptimizerDefinition {
    package static let kind = "adamw"
    package static let template = AdamW()
    package static let keys: [JobKey<AdamW>] = [
        .choice("learning_rate", \.learningRate),
        .number("weight_decay", \.weightDecay, in: 0...1),
        .number("beta_1", \.beta1, in: OptimizerRange.decay),
        .number("beta_2", \.beta2, in: OptimizerRange.decay),
        .number("epsilon", \.epsilon, in: OptimizerRange.epsilon),
    ]

    package var choice: Optimizer { .adamW(self) }

    var slotNames: [String] { adam.slotNames }

    func apply(_ update: Update) {
        ck_axpy(
            update.weights, update.weights, Float(-weightDecay * update.learningRate), update.count)
        adam.apply(update)
    }

    private var adam: Adam {
        Adam(learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon)
    }
}
