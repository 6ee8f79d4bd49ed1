package import Jobs
package import Neural

/// A run that a coordinator can begin or go on with: everything read, checked and resolved.
package struct PreparedRun: Sendable {
    package let identity: RunIdentity
    package let plan: WorkPlan
    /// The resolved job file.
    package let jobText: String
    /// Size of the encoded series in bytes.
    package let dataBytes: Int
    /// The fingerprint of the workers so far; empty before the first one.
    package let fingerprint: String
    /// Fresh, or as restored from a checkpoint.
    package let state: TrainingState

    /// - Parameters:
    ///   - state: what the run goes on from; nil: it begins.
    ///   - firstWeights: P numbers that it begins with; nil: the initial ones of the job's stream.
    package init(
        _ identity: RunIdentity, plan: WorkPlan, jobText: String, dataBytes: Int, fingerprint: String = "",
        state: TrainingState? = nil, firstWeights: Vector? = nil
    ) {
        self.identity = identity
        self.plan = plan
        self.jobText = jobText
        self.dataBytes = dataBytes
        self.fingerprint = fingerprint
        self.state = state ?? Self.freshState(plan, weights: firstWeights)
    }

    package var id: String { identity.id }

    /// The state before the first step: empty optimizer slots.
    ///
    /// - Parameter weights: P numbers; nil: initial ones, drawn from the job's stream.
    static func freshState(_ plan: WorkPlan, weights: Vector? = nil) -> TrainingState {
        let weights = weights ?? plan.model.initialWeights(seed: plan.job.seed)
        let zeros = Vector(zeros: weights.count)
        let slots = plan.job.training.optimizer.slotNames.map { _ in zeros }
        return TrainingState(
            weights: weights, slots: slots, scalars: plan.job.training.optimizer.firstScalars)
    }
}
