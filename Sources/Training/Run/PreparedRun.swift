import Neural

/// A run that a coordinator can begin or go on with: everything read, checked and resolved.
package struct PreparedRun: Sendable {
    /// The run's identifier.
    package let id: String
    package let plan: WorkPlan
    /// The resolved job file.
    package let jobText: String
    /// SHA-256 of the resolved job file.
    package let jobDigest: String
    /// SHA-256 of the encoded series.
    package let dataDigest: String
    /// Size of the encoded series in bytes.
    package let dataBytes: Int
    /// The fingerprint of the workers so far; empty before the first one.
    package let fingerprint: String
    /// Fresh, or as restored from a checkpoint.
    package let state: TrainingState

    package init(
        id: String, plan: WorkPlan, jobText: String, jobDigest: String, dataDigest: String, dataBytes: Int,
        fingerprint: String = "", state: TrainingState? = nil
    ) {
        self.id = id
        self.plan = plan
        self.jobText = jobText
        self.jobDigest = jobDigest
        self.dataDigest = dataDigest
        self.dataBytes = dataBytes
        self.fingerprint = fingerprint
        self.state = state ?? Self.freshState(plan)
    }

    /// The state before the first step: initial weights drawn from the job's stream, empty optimizer slots.
    static func freshState(_ plan: WorkPlan) -> TrainingState {
        let weights = plan.model.initialWeights(seed: plan.job.seed)
        let zeros = Vector(zeros: weights.count)
        let slots = plan.job.training.optimizer.slotNames.map { _ in zeros }
        return TrainingState(weights: weights, slots: slots)
    }
}
