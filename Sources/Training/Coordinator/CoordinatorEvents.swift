package import Neural

/// What happens to a coordinator.
package enum CoordinatorEvent: Sendable {
    /// A run was accepted, and waits for its turn.
    case submitted(run: String)
    /// What `openRun` asked for: the run is begun, or gone on with, under a term that is greater than every
    /// earlier one.
    case opened(PreparedRun, term: UInt64, RunPast)
    /// What `openRun` asked for cannot be read, or not be begun.
    case unusable(run: String, problem: String)
    /// A run's result is on disk, or could not be put there.
    case resultWritten(run: String, problem: String?)
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
    /// Somebody asks for forecasts whose bytes are in the data.
    case ordered(ForecastOrder)
    /// Somebody asks how far an order is.
    case orderAsked(digest: String)
    /// What `finishForecasts` asked for is done; or an order's outputs could not be kept.
    case forecastsKept(order: String, problem: String?)
    case tick
    /// SIGTERM, SIGINT or a shutdown request.
    case stopRequested(String)
}

/// What was found of a run's earlier days when it was opened.
package struct RunPast: Sendable {
    /// Why checkpoints could not be used.
    package var problems: [String]
    /// A coordinator died over it.
    package var isLeftBehind: Bool
    /// The age of the checkpoint that the run goes on from; nil where there is none.
    package var checkpointAge: Double?

    package init(problems: [String] = [], isLeftBehind: Bool = false, checkpointAge: Double? = nil) {
        self.problems = problems
        self.isLeftBehind = isLeftBehind
        self.checkpointAge = checkpointAge
    }
}

/// How a coordinator ends.
package enum CoordinatorEnd: Sendable, Equatable {
    /// Nothing was left to do, or somebody asked for the end.
    case done
    /// A run failed, could not be used, or its result could not be written.
    case failed
    /// The run at work was cut short; it can be resumed.
    case interrupted
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
    /// Keep a slice's outputs at their place among those of the order, counted in numbers.
    case keepForecasts(order: String, outputs: Vector, place: Int)
    /// Put an order's outputs where whoever waits finds them; answered by `forecastsKept`, as is what cannot
    /// be kept.
    case finishForecasts(ForecastOrder)
    /// Nobody waits for an order's outputs any more.
    case removeForecasts(order: String)
    case report(Report)
    /// Deliver a `tick` no later than this.
    case setTimer(Instant)
    /// Read and check a run; answered by `opened` or `unusable`.
    case openRun(String)
    /// Keep on disk that a run failed before it began, for this reason.
    case keepUnusable(run: String, reason: String)
    /// Everything is said and written: the process may end.
    case exit(CoordinatorEnd)
    /// Somebody asked for the end once more: whatever is under way is left as it is.
    case exitAtOnce
}
