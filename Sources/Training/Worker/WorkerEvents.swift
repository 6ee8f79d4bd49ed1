package import Jobs

/// What happens to a worker.
package enum WorkerEvent: Sendable {
    case received(Envelope)
    /// Whether the data named by an `openData` action lies on disk, whole and verified.
    case dataOpened(digest: String, found: Bool)
    /// A chunk has been written; `isComplete` once all is there and the digest is right.
    case chunkStored(digest: String, nextOffset: Int, isComplete: Bool)
    /// The data could not be kept or was not what it should be; it is fetched anew.
    case dataFailed(digest: String, reason: String)
    /// Job and data are set up.
    case prepared(run: String, WorkPlan)
    /// Job and data cannot be set up.
    case notPrepared(run: String, problem: String)
    case computed(Computation, LeafResult)
    /// The memory of an `attachMemory` action is there.
    case memoryAttached(run: String)
    case tick
    /// SIGTERM or SIGINT.
    case stopRequested(String)
}

/// What a worker wants done.
package enum WorkerAction: Sendable {
    case send(Envelope)
    /// Look for the data on disk; answered by `dataOpened`.
    case openData(digest: String, bytes: Int)
    /// Keep a chunk; answered by `chunkStored` or `dataFailed`.
    case storeChunk(DataChunk)
    /// Set up for the job with the data on disk; answered by `prepared` or `notPrepared`.
    case prepare(Prepare)
    /// Share memory with the coordinator; answered by `memoryAttached` where that is possible.
    case attachMemory(MemoryOffer)
    /// Give up the memory that is shared: the coordinator that it was shared with does not know this worker.
    case detachMemory
    /// Compute each leaf; each is answered by `computed`. Replaces what was computed before.
    case compute(Computation)
    /// Results of what is being computed are no longer wanted.
    case abandon
    /// Deliver a `tick` no later than this.
    case setTimer(Instant)
    case log(String)
    /// End the process.
    case stop(WorkerEnd)
}

/// Why a worker ends.
package enum WorkerEnd: Sendable, Equatable {
    /// The coordinator or a signal asked it to.
    case asked(String)
    /// The coordinator turned it away.
    case refused(String)
    /// The coordinator has been gone for longer than the grace time.
    case orphaned
}
