import Jobs
import Neural
import Series
import Training

/// Holds the coordinator to its promises, at every event.
struct Checks {
    private let jobs: [String: SimulatedJob]
    /// The first promise that was broken.
    private(set) var violation: String?
    /// Workers that were found to compute wrongly by the coordinator that lives.
    var liars: Set<String> = []
    /// Workers whose launcher starts them no more, as far as a coordinator was told.
    var givenUp: Set<String> = []
    /// The run at work and its updates, as far as the coordinator that lives has applied them; nil before it
    /// has a run.
    private var at: (run: String, step: Int)?
    private(set) var appliedSteps = 0

    init(runs: [SimulatedRun]) {
        jobs = Dictionary(uniqueKeysWithValues: runs.map { ($0.id, $0.job) })
    }

    mutating func fail(_ words: String) { if violation == nil { violation = words } }

    mutating func coordinatorStarts() {
        at = nil
        liars = []
    }

    /// A run goes on from a checkpoint: that must be what an undisturbed run had at that step.
    mutating func restores(_ run: SimulatedRun, _ state: TrainingState?) {
        at = (run.id, state?.step ?? 0)
        if let state { compare(state.weights, of: run.job, at: state.step, "the checkpoint") }
    }

    /// - Parameters:
    ///   - run: the coordinator's run; nil without one.
    ///   - step: updates that it has applied.
    ///   - state: what it has arrived at; asked for where the step is another than before.
    mutating func look(run: String?, step: Int?, state: () -> (TrainingState, mean: Vector)?) {
        guard let (id, before) = at, let run, let step, run == id, step != before, let job = jobs[id],
            let (state, mean) = state()
        else { return }
        at = (id, state.step)
        appliedSteps += 1
        guard state.step == before + 1 else {
            return fail("after step \(before) came step \(state.step)")
        }
        if job.countsLeaves { countLeaves(of: job, in: mean, step: before) }
        compare(state.weights, of: job, at: state.step, "the weights")
        let epochs = state.epochs.count
        guard let last = state.epochs.last else { return }
        if epochs > job.reference.epochs.count || last != job.reference.epochs[epochs - 1] {
            fail("the losses of epoch \(epochs) are others")
        }
    }

    /// Whether each leaf is in the step's gradient exactly once.
    private mutating func countLeaves(of job: SimulatedJob, in mean: Vector, step: Int) {
        // Where the counting numbers are clipped, penalised or frozen, the weights alone tell.
        guard job.plan.job.training.clipping == nil, let first = job.plan.model.parameters.entries.first,
            first.isTrainable, first.regularizer == nil
        else { return }
        let leaves = job.plan.microbatches(step: step)
        let factor = 1 / Float(job.plan.batch(step: step).count)
        for counter in 0..<StandIn.counters {
            let sum = (0..<leaves).reduce(Float(0)) { $0 + StandIn.counters(of: $1)[counter] }
            if mean[counter] != sum * factor {
                return fail("step \(step): not every microbatch was counted exactly once")
            }
        }
    }

    private mutating func compare(_ weights: Vector, of job: SimulatedJob, at step: Int, _ what: String) {
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
        guard let job = jobs[checkpoint.identity.id] else { return fail("a checkpoint of no run") }
        compare(checkpoint.state.weights, of: job, at: checkpoint.state.step, "the checkpoint's weights")
    }

    /// A job is finished: everything about it must be as in an undisturbed run.
    mutating func finished(_ result: RunResult) {
        guard let reference = jobs[result.run]?.reference else { return fail("a result of no run") }
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
