/// The rate times `decayRate` every so many steps, little by little or at once (Keras 3.15
/// `ExponentialDecay`).
package struct ExponentialDecay: Hashable, Sendable {
    package var initialLearningRate: Double
    /// At least 1.
    package var decaySteps: StepCount
    /// Above 0.
    package var decayRate: Double
    /// Whole decays alone, at the end of each `decaySteps`.
    package var staircase: Bool
    /// Updates before the decay begins.
    package var startStep: StepCount

    package init(
        initialLearningRate: Double, decaySteps: StepCount, decayRate: Double, staircase: Bool = false,
        startStep: StepCount = .steps(0)
    ) {
        self.initialLearningRate = initialLearningRate
        self.decaySteps = decaySteps
        self.decayRate = decayRate
        self.staircase = staircase
        self.startStep = startStep
    }
}

extension ExponentialDecay: Schedule {
    package static let kind = "exponential"
    package static let template = ExponentialDecay(
        initialLearningRate: 0.001, decaySteps: .steps(1000), decayRate: 0.9)
    package static let keys: [JobKey<ExponentialDecay>] = [
        .number(
            "initial_learning_rate", \.initialLearningRate, in: OptimizerRange.learningRate,
            example: "0.001"),
        .steps("decay_steps", \.decaySteps, in: 1...StepCount.largest, example: "1000"),
        .number("decay_rate", \.decayRate, in: 1e-9...1000, example: "0.9"),
        .flag("staircase", \.staircase),
        .steps("start_step", \.startStep, in: 0...StepCount.largest),
    ]

    package var choice: LearningRate { .exponential(self) }

    func rate(_ elapsed: Elapsed) -> Double {
        let decays =
            max(0, Double(elapsed.steps) - elapsed.count(startStep)) / elapsed.count(decaySteps)
        let whole = decays.rounded(.down)
        let rate = initialLearningRate * PortableMath.power(decayRate, Int(whole))
        guard !staircase else { return rate }
        return rate * PortableMath.exponential((decays - whole) * PortableMath.logarithm(decayRate))
    }
}
