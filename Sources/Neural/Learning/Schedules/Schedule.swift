/// What a schedule is: everything that training asks of it.
///
/// In Float64 and plain arithmetic alone, so that the rate of an update is the same bits everywhere.
protocol Schedule: JobVariant<LearningRate> {
    /// The rate of the update that follows.
    func rate(_ elapsed: Elapsed) -> Double

    /// What does not fit where an epoch has so many steps: the option, and why; nil where all does.
    func problem(stepsPerEpoch: Int) -> (option: String, message: String)?
}

extension Schedule {
    func problem(stepsPerEpoch _: Int) -> (option: String, message: String)? { nil }
}

/// How far a run has come: all that a rate depends on.
struct Elapsed {
    /// Updates made (Keras's `iterations`).
    var steps: Int
    var stepsPerEpoch: Int
    /// What a rate that falls on plateaus has come to; nil before the first epoch's end.
    var plateau: ReduceOnPlateau.Progress?

    func count(_ steps: StepCount) -> Double { Double(steps.count(stepsPerEpoch: stepsPerEpoch)) }
}
