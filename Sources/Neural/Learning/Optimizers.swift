/// Gradient descent, with momentum if it is above 0 (Keras 3.15 `SGD`).
package struct SGD: Hashable, Sendable {
    package var learningRate: Double
    /// 0...1.
    package var momentum: Double
    /// Looks ahead along the momentum (Nesterov 1983).
    package var nesterov: Bool

    package init(learningRate: Double = 0.01, momentum: Double = 0, nesterov: Bool = false) {
        self.learningRate = learningRate
        self.momentum = momentum
        self.nesterov = nesterov
    }
}

/// Adam (Kingma and Ba 2015; Keras 3.15 `Adam`).
package struct Adam: Hashable, Sendable {
    package var learningRate: Double
    /// Decay of the gradient's average, below 1.
    package var beta1: Double
    /// Decay of the squared gradient's average, below 1.
    package var beta2: Double
    package var epsilon: Double

    package init(
        learningRate: Double = 0.001, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-7
    ) {
        self.learningRate = learningRate
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
    }
}

/// Adam with decoupled weight decay (Loshchilov and Hutter 2019; Keras 3.15 `AdamW`).
package struct AdamW: Hashable, Sendable {
    package var learningRate: Double
    /// Each update first takes this share, times the learning rate, off all weights.
    package var weightDecay: Double
    /// Decay of the gradient's average, below 1.
    package var beta1: Double
    /// Decay of the squared gradient's average, below 1.
    package var beta2: Double
    package var epsilon: Double

    package init(
        learningRate: Double = 0.001, weightDecay: Double = 0.004, beta1: Double = 0.9, beta2: Double = 0.999,
        epsilon: Double = 1e-7
    ) {
        self.learningRate = learningRate
        self.weightDecay = weightDecay
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
    }
}

/// RMSprop (Tieleman and Hinton 2012; Keras 3.15 `RMSprop`).
package struct RMSprop: Hashable, Sendable {
    package var learningRate: Double
    /// Decay of the squared gradient's average, below 1.
    package var rho: Double
    /// 0...1.
    package var momentum: Double
    package var epsilon: Double
    /// Divides by the estimated variance instead of the mean square (Graves 2013).
    package var centered: Bool

    package init(
        learningRate: Double = 0.001, rho: Double = 0.9, momentum: Double = 0, epsilon: Double = 1e-7,
        centered: Bool = false
    ) {
        self.learningRate = learningRate
        self.rho = rho
        self.momentum = momentum
        self.epsilon = epsilon
        self.centered = centered
    }
}
