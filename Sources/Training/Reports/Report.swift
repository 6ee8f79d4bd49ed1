/// What a coordinator tells the outside.
package enum Report: Sendable {
    case started(run: String)
    /// The first worker's fingerprint has become the run's.
    case fingerprint(run: String, String)
    case step(StepReport)
    /// An epoch, from 1, is complete. Samples a second from the run's first step in this process until now.
    case epoch(run: String, epoch: Int, EpochRecord, samplesPerSecond: Double?)
    case incident(Incident)
    /// The run is done. Samples a second as in `epoch`.
    case finished(RunResult, samplesPerSecond: Double?)
    /// The job cannot go on; `step` updates had been applied, `epochs` epochs were complete.
    case failed(run: String, step: Int, epochs: Int, reason: String)
    /// Stopped between steps; the run can be resumed.
    case interrupted(run: String, step: Int)
    case log(String)
}
