import Training

/// One of the runs that a simulated coordinator works on, one after the other.
struct SimulatedRun {
    let id: String
    let job: SimulatedJob
    /// It cannot be opened: its data have gone, or its job has been changed.
    let isBroken: Bool

    init(number: Int, job: SimulatedJob, isBroken: Bool) {
        id = "simulated-\(number)"
        self.job = job
        self.isBroken = isBroken
    }

    var identity: RunIdentity { RunIdentity(id: id, jobDigest: "job \(id)", dataDigest: "data \(id)") }

    /// What a coordinator begins, or goes on with from a checkpoint.
    func prepared(from state: TrainingState?) -> PreparedRun {
        PreparedRun(
            identity, plan: job.plan, jobText: "simulated", dataBytes: Self.dataChunks * Self.chunkBytes,
            state: state, firstWeights: job.firstWeights)
    }

    /// The series comes in so many parts of so many bytes.
    static let dataChunks = 3
    static let chunkBytes = 1000
}
