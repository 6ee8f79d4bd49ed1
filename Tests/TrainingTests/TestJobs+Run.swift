import Jobs
import Neural
import TestJobs
import Training

extension TestJobs {
    static func run(
        _ job: PreparedJob, id: String = "small-1", state: TrainingState? = nil
    ) -> PreparedRun {
        PreparedRun(
            RunIdentity(id: id, jobDigest: "j", dataDigest: "d"), plan: job.plan, jobText: "job",
            dataBytes: 1,
            state: state)
    }
}

extension MicrobatchComputer {
    /// The gradient sum of a microbatch in a vector of its own.
    func gradient(step: Int, microbatch: Int, weights: Vector) -> NodeSum {
        gradient(step: step, microbatch: microbatch, weights: weights, into: Vector(zeros: weights.count))
    }
}
