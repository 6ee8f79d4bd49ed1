/// Half a cosine's way down, after a straight way up (Loshchilov and Hutter 2017; Keras 3.15 `CosineDecay`).
package struct CosineDecay: Hashable, Sendable {
    package var initialLearningRate: Double
    /// Updates from the top to the bottom, at least 1; the warm-up comes before them.
    package var decaySteps: StepCount
    /// The share of the top that is left at the bottom, 0...1.
    package var alpha: Double
    /// The top, which the warm-up leads to; nil: there is no warm-up.
    package var warmupTarget: Double?
    package var warmupSteps: StepCount

    package init(
        initialLearningRate: Double, decaySteps: StepCount, alpha: Double = 0, warmupTarget: Double? = nil,
        warmupSteps: StepCount = .steps(0)
    ) {
        self.initialLearningRate = initialLearningRate
        self.decaySteps = decaySteps
        self.alpha = alpha
        self.warmupTarget = warmupTarget
        self.warmupSteps = warmupSteps
    }
}

extension CosineDecay: Schedule {
    package static let kind = "cosine"
    package static let template = CosineDecay(initialLearningRate: 0.001, decaySteps: .steps(1000))
    package static let keys: [JobKey<CosineDecay>] = [
        .number(
            "initial_learning_rate", \.initialLearningRate, in: OptimizerRange.learningRate,
            example: "0.001"),
        .steps("decay_steps", \.decaySteps, in: 1...StepCount.largest, example: "1000"),
        .number("alpha", \.alpha, in: 0...1),
        .number("warmup_target", \.warmupTarget, in: OptimizerRange.learningRate),
        .steps("warmup_steps", \.warmupSteps, in: 0...StepCount.largest),
    ]

    package var choice: LearningRate { .cosine(self) }

    package var problem: (option: String, message: String)? {
        guard warmupTarget == nil, warmupSteps.number > 0 else { return nil }
        return (
            "warmup_steps",
            "\(warmupSteps) lead to no rate; say with warmup_target where the warm-up ends, or leave them out"
        )
    }

    func rate(_ elapsed: Elapsed) -> Double {
        let length = elapsed.count(decaySteps)
        var top = initialLearningRate
        var steps = Double(elapsed.steps)
        if let target = warmupTarget {
            let warmup = elapsed.count(warmupSteps)
            if steps < warmup {
                return (target - initialLearningRate) * (steps / warmup) + initialLearningRate
            }
            top = target
            steps -= warmup
        }
        let cosine = PortableMath.cosineAndSine(turns: 0.5 * (min(steps, length) / length)).cosine
        return top * ((1 - alpha) * (0.5 * (1 + cosine)) + alpha)
    }
}
