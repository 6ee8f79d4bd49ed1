package import Neural
package import Series

/// What happens to a coordinator.
package enum CoordinatorEvent: Sendable {
    /// Begin a run, or go on with it, under a term that is greater than every earlier one.
    case start(PreparedRun, term: UInt64)
    case received(Envelope, from: PeerID)
    /// Bytes that are no message, or one of another protocol version.
    case malformed(from: PeerID, reason: String)
    /// A message could not be delivered: the peer is gone.
    case unreachable(PeerID)
    /// The launcher saw a worker's process end.
    case workerExited(name: String, detail: String)
    /// The launcher does not start a worker any more whose process has died again and again.
    case workerGivenUp(name: String, detail: String)
    /// A peer failed to authenticate.
    case rejectedPeer(String)
    case checkpointWritten(step: Int, problem: String?)
    /// The checkpoints that could not be used when the run was restored.
    case restored(problems: [String])
    /// This coordinator was started in place of one that died; the checkpoint that the run goes on from is so
    /// old, where there is one.
    case restarted(secondsLost: Double?)
    case tick
    /// SIGTERM, SIGINT or a shutdown request.
    case stopRequested(String)
}

/// What a coordinator wants done.
package enum CoordinatorAction: Sendable {
    case send(Envelope, to: PeerID)
    /// Send the chunk of data that begins at `offset`.
    case sendData(digest: String, offset: Int, to: PeerID, term: UInt64)
    /// Offer memory for the run's vectors to a worker that can share some; where it does, it says
    /// `memoryAttached`.
    case offerMemory(run: String, numbers: Int, to: PeerID, threads: Int, term: UInt64)
    /// Answered by `checkpointWritten`. At most one is under way.
    case writeCheckpoint(Checkpoint)
    case report(Report)
    /// Deliver a `tick` no later than this.
    case setTimer(Instant)
    /// Everything is said and written: the process may end.
    case stop
}

/// What a coordinator tells the outside.
package enum Report: Sendable {
    case started(run: String)
    /// The first worker's fingerprint has become the run's.
    case fingerprint(run: String, String)
    case epoch(run: String, epoch: Int, EpochRecord)
    case incident(Incident)
    case finished(RunResult)
    /// The job cannot go on; `step` updates had been applied, `epochs` epochs were complete.
    case failed(run: String, step: Int, epochs: Int, reason: String)
    /// Stopped between steps; the run can be resumed.
    case interrupted(run: String, step: Int)
    case log(String)
}

/// The outcome of a run.
package struct RunResult: Sendable, Equatable {
    package let run: String
    /// Updates applied.
    package let steps: Int
    package let epochs: [EpochRecord]
    package let stoppedEarly: Bool
    /// Updates that made `weights`: fewer than `steps` where early stopping restored earlier ones.
    package let weightsStep: Int
    /// The P final weights.
    package let weights: Vector
    /// Sums over the test windows; nil without a test part.
    package let test: MetricSums?
}
