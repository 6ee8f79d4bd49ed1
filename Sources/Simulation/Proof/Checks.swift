import Neural
import Series
import Training

/// Holds the coordinator to its promises, at every event.
struct Checks {
    private let job: SimulatedJob
    /// The first promise that was broken.
    private(set) var violation: String?
    /// Updates applied by the coordinator that lives; nil before it has a run.
    private var step: Int?
    private(set) var appliedSteps = 0

    init(job: SimulatedJob) { self.job = job }

    mutating func fail(_ words: String) { if violation == nil { violation = words } }

    mutating func coordinatorStarts() { step = nil }

    /// A run goes on from a checkpoint: that must be what an undisturbed run had at that step.
    mutating func restores(_ state: TrainingState?) {
        step = state?.step ?? 0
        if let state { compare(state.weights, at: state.step, "the checkpoint") }
    }

    /// - Parameters:
    ///   - step: updates that the coordinator has applied; nil without a run.
    ///   - state: what it has arrived at; asked for where the step is another than before.
    mutating func look(step now: Int?, state: () -> (TrainingState, mean: Vector)?) {
        guard let before = step, let now, now != before, let (state, mean) = state() else { return }
        step = state.step
        appliedSteps += 1
        guard state.step == before + 1 else {
            return fail("after step \(before) came step \(state.step)")
        }
        if job.countsLeaves { countLeaves(in: mean, step: before) }
        compare(state.weights, at: state.step, "the weights")
        let epochs = state.epochs.count
        guard let last = state.epochs.last else { return }
        if epochs > job.reference.epochs.count || last != job.reference.epochs[epochs - 1] {
            fail("the losses of epoch \(epochs) are others")
        }
    }

    /// Whether each leaf is in the step's gradient exactly once.
    private mutating func countLeaves(in mean: Vector, step: Int) {
        guard job.plan.job.training.globalClipnorm == nil else { return }
        let leaves = job.plan.microbatches(step: step)
        let factor = 1 / Float(job.plan.batch(step: step).count)
        for counter in 0..<StandIn.counters {
            let sum = (0..<leaves).reduce(Float(0)) { $0 + StandIn.counters(of: $1)[counter] }
            if mean[counter] != sum * factor {
                return fail("step \(step): not every microbatch was counted exactly once")
            }
        }
    }

    private mutating func compare(_ weights: Vector, at step: Int, _ what: String) {
        let reference = job.reference
        guard step < reference.weights.count else {
            return fail("\(what) of step \(step), but training ends with step \(reference.steps)")
        }
        if !VectorMath.areSameBits(weights, reference.weights[step]) {
            fail("\(what) after step \(step) are not those of an undisturbed run")
        }
    }

    mutating func writes(_ checkpoint: Checkpoint, isWriting: Bool) {
        if isWriting { fail("two checkpoints are written at once") }
        compare(checkpoint.state.weights, at: checkpoint.state.step, "the checkpoint's weights")
    }

    /// The job is finished: everything about it must be as in an undisturbed run.
    mutating func finished(_ result: RunResult) {
        let reference = job.reference
        if result.steps != reference.steps {
            fail("finished after \(result.steps) of \(reference.steps) steps")
        }
        if result.epochs != reference.epochs { fail("the epochs' losses are others") }
        if !VectorMath.areSameBits(result.weights, reference.finalWeights) {
            fail("the final weights are others")
        }
        switch (result.test, reference.test) {
        case (nil, nil): break
        case (.some(let found), .some(let expected)):
            if !found.hasSameBits(as: expected) { fail("the test's metrics are others") }
        case (nil, .some), (.some, nil): fail("a test is missing, or there should be none")
        }
    }
}
