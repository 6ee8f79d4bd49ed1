import CKernels

/// Gradient descent, with momentum if it is above 0 (Keras 3.15 `SGD`).
package struct SGD: Hashable, Sendable {
    package var learningRate: LearningRate
    /// 0...1.
    package var momentum: Double
    /// Looks ahead along the momentum (Nesterov 1983).
    package var nesterov: Bool

    package init(learningRate: LearningRate = 0.01, momentum: Double = 0, nesterov: Bool = false) {
        self.learningRate = learningRate
        self.momentum = momentum
        self.nesterov = nesterov
    }
}

extension SGD: OptimizerDefinition {
    package static let kind = "sgd"
    package static let template = SGD()
    package static let keys: [JobKey<SGD>] = [
        .choice("learning_rate", \.learningRate),
        .number("momentum", \.momentum, in: OptimizerRange.momentum),
        .flag("nesterov", \.nesterov),
    ]

    package var choice: Optimizer { .sgd(self) }

    var slotNames: [String] { momentum == 0 ? [] : ["momentum"] }

    func apply(_ update: Update) {
        let rate = Float(update.learningRate)
        if momentum == 0 {
            ck_axpy(update.weights, update.gradient, -rate, update.count)
        } else {
            ck_momentum(
                update.weights, update.first, update.gradient, update.count, rate, Float(momentum), nesterov)
        }
    }
}
