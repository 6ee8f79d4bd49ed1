/// The rate times `factor` where the validation loss falls no more (Keras 3.15 `ReduceLROnPlateau`).
package struct ReduceOnPlateau: Hashable, Sendable {
    package var initialLearningRate: Double
    /// Below 1.
    package var factor: Double
    /// Epochs without improvement after which the rate falls, at least 1.
    package var patience: Int
    /// An improvement is a fall by more than this, at least 0.
    package var minDelta: Double
    /// Epochs after a fall in which none is counted.
    package var cooldown: Int
    /// The rate falls no further.
    package var minLearningRate: Double

    package init(
        initialLearningRate: Double, factor: Double = 0.1, patience: Int = 10, minDelta: Double = 1e-4,
        cooldown: Int = 0, minLearningRate: Double = 0
    ) {
        self.initialLearningRate = initialLearningRate
        self.factor = factor
        self.patience = patience
        self.minDelta = minDelta
        self.cooldown = cooldown
        self.minLearningRate = minLearningRate
    }

    /// What the losses so far have made of the rate.
    struct Progress: Sendable {
        private(set) var rate: Double
        private var best = Double.infinity
        private var wait = 0
        private var cooldown = 0

        init(_ schedule: ReduceOnPlateau) { rate = schedule.initialLearningRate }

        /// Takes in the loss of one more epoch.
        mutating func take(_ loss: Double, _ schedule: ReduceOnPlateau) {
            if cooldown > 0 {
                cooldown -= 1
                wait = 0
            }
            if loss < best - schedule.minDelta {
                best = loss
                wait = 0
            } else if cooldown == 0 {
                wait += 1
                guard wait >= schedule.patience, rate > schedule.minLearningRate else { return }
                rate = max(rate * schedule.factor, schedule.minLearningRate)
                cooldown = schedule.cooldown
                wait = 0
            }
        }
    }
}

extension ReduceOnPlateau: Schedule {
    package static let kind = "reduce_on_plateau"
    package static let template = ReduceOnPlateau(initialLearningRate: 0.001)
    package static let keys: [JobKey<ReduceOnPlateau>] = [
        .number(
            "initial_learning_rate", \.initialLearningRate, in: OptimizerRange.learningRate,
            example: "0.001"),
        .number("factor", \.factor, in: OptimizerRange.decay),
        .integer("patience", \.patience, in: 1...1_000_000),
        .number("min_delta", \.minDelta, in: 0...(.infinity)),
        .integer("cooldown", \.cooldown, in: 0...1_000_000),
        .number("min_learning_rate", \.minLearningRate, in: OptimizerRange.learningRate),
    ]

    package var choice: LearningRate { .reduceOnPlateau(self) }

    func rate(_ elapsed: Elapsed) -> Double { elapsed.plateau?.rate ?? initialLearningRate }
}
