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
    /// What an order is computed from is read, and fits into memory: so many slices.
    case orderPrepared(digest: String, slices: Int)
    /// It cannot be read, or takes more memory than there is.
    case orderNotPrepared(digest: String, problem: String)
    /// A slice of an order is computed.
    case forecast(Forecasts)
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
    /// Read the order of the data on disk; answered by `orderPrepared` or `orderNotPrepared`.
    case prepareOrder(digest: String, bytes: Int)
    /// Compute each slice of the order that was prepared last, after what is computed for the job; each is
    /// answered by `forecast`. Replaces the slices before.
    case computeSlices(ForecastAssignment)
    /// Slices are no longer wanted.
    case abandonSlices
    /// Give back the memory of the order.
    case forgetOrder
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
