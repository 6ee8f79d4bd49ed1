/// A learning rate on its way through a run: a function of the updates made and, on plateaus, of the epochs'
/// losses. It keeps nothing that these do not tell.
package struct RunningRate: Sendable {
    package let schedule: LearningRate
    private let stepsPerEpoch: Int
    private var plateau: ReduceOnPlateau.Progress?

    /// - Parameter losses: validation losses of the epochs so far, in their order; nil where one has none.
    package init(_ schedule: LearningRate, stepsPerEpoch: Int, losses: some Sequence<Double?> = []) {
        self.schedule = schedule
        self.stepsPerEpoch = stepsPerEpoch
        for loss in losses { take(loss) }
    }

    /// Takes in the validation loss of one more epoch.
    package mutating func take(_ loss: Double?) {
        guard case .reduceOnPlateau(let schedule) = schedule, let loss else { return }
        var progress = plateau ?? ReduceOnPlateau.Progress(schedule)
        progress.take(loss, schedule)
        plateau = progress
    }

    /// The rate of the update that follows `steps` updates.
    package func value(after steps: Int) -> Double {
        schedule.definition.rate(Elapsed(steps: steps, stepsPerEpoch: stepsPerEpoch, plateau: plateau))
    }
}
