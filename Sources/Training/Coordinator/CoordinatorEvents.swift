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
    /// What `writeCheckpoint` asked for is on disk, or could not be put there.
    case checkpointWritten(run: String, step: Int, problem: String?)
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
