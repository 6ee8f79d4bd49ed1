import Jobs
import Neural
import Series

/// A worker's decisions: events in, actions out; no clock, socket, file or thread.
package struct WorkerCore: Sendable {
    /// Where a worker stands with its coordinator.
    enum State: Sendable {
        /// Hello sent, not yet answered. Entered at the start and whenever the coordinator does not know the
        /// worker. Left on `welcome` or `refused`.
        case joining(lastHello: Instant?)
        /// Admitted, without a job. Left on `prepare`.
        case idle
        /// A job has been named; its data is looked for, fetched chunk by chunk or set up. Left on
        /// `prepared`.
        case preparing(Prepare, lastProgress: Instant, nextOffset: Int?)
        /// Assignments may come.
        case ready(run: String, WorkPlan)
    }

    private let hello: Hello
    private let exitsWhenOrphaned: Bool
    var state = State.joining(lastHello: nil)
    private var term: UInt64 = 0
    private var heartbeatInterval = Limits.heartbeatInterval
    private var graceTime = Limits.graceTime
    private var lastHeard: Instant
    private var lastHeartbeat: Instant?
    private var weights: (version: Int, values: Vector)?
    private var work: WorkInHand?
    /// What it computes beside the job, or did last; nil where it holds nothing of it.
    var order: OrderInHand?

    /// A worker that will say `hello`.
    ///
    /// - Parameter exitsWhenOrphaned: end the process when the coordinator stays away longer than its grace
    ///   time, as the workers of a local cluster do; others go on trying.
    package init(hello: Hello, exitsWhenOrphaned: Bool, at now: Instant) {
        self.hello = hello
        self.exitsWhenOrphaned = exitsWhenOrphaned
        lastHeard = now
    }

    /// Takes in an event and returns what is to be done, in this order.
    package mutating func handle(_ event: WorkerEvent, at now: Instant) -> [WorkerAction] {
        switch event {
        case .received(let envelope): return receive(envelope, at: now)
        case .tick: return tick(at: now)
        case .computed(let computation, let result): return computed(computation, result)
        case .stopRequested(let reason):
            return [.abandon, send(.leaving(Leaving(reason: reason))), .stop(.asked(reason))]
        case .dataOpened(let digest, let found):
            if order?.digest == digest { return orderOpened(found: found, at: now) }
            guard case .preparing(let job, _, _) = state, job.dataDigest == digest else { return [] }
            return found ? [.prepare(job)] : fetch(job, offset: 0, at: now)
        case .chunkStored(let digest, let next, let isComplete):
            if order?.digest == digest { return orderStored(next, isComplete: isComplete, at: now) }
            guard case .preparing(let job, _, _) = state, job.dataDigest == digest else { return [] }
            if !isComplete && !planted(.partOfTheDataWillDo) { return fetch(job, offset: next, at: now) }
            state = .preparing(job, lastProgress: now, nextOffset: nil)
            return [.prepare(job)]
        case .dataFailed(let digest, let reason):
            if order?.digest == digest { return orderFailed(reason, at: now) }
            guard case .preparing(let job, _, _) = state, job.dataDigest == digest else { return [] }
            // Not at once: a full disk or a wrong source would keep network and log busy for nothing.
            state = .preparing(job, lastProgress: now, nextOffset: 0)
            return [.log("data \(digest.prefix(12)): \(reason); fetching it again soon")]
        case .memoryAttached(let run): return [send(.memoryAttached(MemoryAttached(run: run)))]
        case .prepared(let run, let plan):
            guard case .preparing(let job, _, _) = state, job.run == run else { return [] }
            state = .ready(run: run, plan)
            let megabytes = (plan.activationBytes + 999_999) / 1_000_000
            return [
                send(.ready(Ready(run: run))),
                .log("ready for \(run); activations take \(megabytes) MB in each thread"),
            ]
        case .orderPrepared(let digest, let slices): return orderPrepared(digest, slices: slices, at: now)
        case .orderNotPrepared(let digest, let problem): return orderNotPrepared(digest, problem)
        case .forecast(let forecasts): return forecast(forecasts, at: now)
        case .notPrepared(let run, let problem):
            guard case .preparing(let job, _, _) = state, job.run == run else { return [] }
            return [send(.leaving(Leaving(reason: problem))), .stop(.refused(problem))]
        }
    }

    // MARK: Messages

    private mutating func receive(_ envelope: Envelope, at now: Instant) -> [WorkerAction] {
        guard envelope.term >= term else { return [] }
        lastHeard = now
        let isNewTerm = envelope.term > term
        if isNewTerm {
            term = envelope.term
            weights = nil
        }
        switch envelope.message {
        case .welcome(let welcome):
            guard case .joining = state else { return [] }
            heartbeatInterval = welcome.heartbeatInterval
            graceTime = welcome.graceTime
            state = .idle
            return [.log("joined the coordinator as \(hello.name)")]
        case .refused(let refused): return receive(refused, at: now)
        case .prepare(let prepare):
            if case .joining = state { return [] }
            // It may be said again because it seemed to be lost.
            if case .preparing(prepare, _, _) = state, !isNewTerm {
                return []
            }
            weights = nil
            state = .preparing(prepare, lastProgress: now, nextOffset: nil)
            let abandoned = abandonWork()
            return abandoned + [.openData(digest: prepare.dataDigest, bytes: prepare.dataBytes)]
        case .dataChunk(let chunk):
            if order?.digest == chunk.digest { return orderArrived(chunk, at: now) }
            guard case .preparing(let job, _, let offset) = state, job.dataDigest == chunk.digest,
                offset == chunk.offset
            else { return [] }
            state = .preparing(job, lastProgress: now, nextOffset: nil)
            return [.storeChunk(chunk)]
        case .assignment(let assignment): return receive(assignment)
        case .forecastAssignment(let assignment): return receive(assignment, at: now)
        case .memoryOffer(let offer): return [.attachMemory(offer)]
        case .stop(let stop):
            return [.abandon, send(.leaving(Leaving(reason: "sent home"))), .stop(.asked(stop.reason))]
        case .heartbeat: return []
        case .hello, .ready, .fetchData, .gradient, .evaluation, .leaving, .memoryAttached, .forecasts,
            .unable:
            return [.log("dropped a message that only workers send")]
        }
    }

    private mutating func receive(_ refused: Refused, at now: Instant) -> [WorkerAction] {
        switch refused.code {
        case .unknownWorker:
            // One answer to each of several heartbeats: the first has been acted on.
            if case .joining(let last) = state, !isDue(last, every: Limits.helloInterval, at: now) {
                return []
            }
            let abandoned = abandonWork() + abandonOrder()
            term = 0
            weights = nil
            state = .joining(lastHello: nil)
            return abandoned + [.detachMemory] + tick(at: now)
        case .protocolVersion, .fingerprint, .tooManyWorkers, .malformed:
            return [.abandon, .stop(.refused(refused.reason))]
        }
    }

    private mutating func receive(_ assignment: Assignment) -> [WorkerAction] {
        guard case .ready(let run, let plan) = state, assignment.run == run else { return [] }
        let leaves = plan.leaves(assignment.purpose, step: assignment.step)
        guard !assignment.microbatches.isEmpty, assignment.microbatches.lowerBound >= 0,
            assignment.microbatches.upperBound <= leaves
        else {
            return [
                .log(
                    "dropped an assignment of \(assignment.microbatches) where there are \(leaves) "
                        + "microbatches"
                )
            ]
        }
        if let values = assignment.weights { weights = (assignment.weightsVersion, values) }
        guard let weights, weights.version == assignment.weightsVersion || planted(.oldWeightsWillDo),
            weights.values.count == plan.model.parameters.count
        else {
            // The message with these weights was lost on the way: start over as if just prepared.
            return abandonWork() + [send(.ready(Ready(run: run)))]
        }
        let computation = Computation(
            run: run, purpose: assignment.purpose, step: assignment.step, leaves: assignment.microbatches,
            weights: weights.values)
        if work == nil || !planted(.assignmentsKeepOldSums) {
            work = WorkInHand(computation: computation, leaves: leaves)
        }
        return [.compute(computation)]
    }

    // MARK: Work

    private mutating func computed(_ computation: Computation, _ result: LeafResult) -> [WorkerAction] {
        guard var current = work, current.computation.isSameWork(as: computation) || planted(.oldResultsCount)
        else { return [] }
        work = nil
        let message = current.take(result)
        if !current.isDone { work = current }
        return message.map { [send($0)] } ?? []
    }

    private mutating func abandonWork() -> [WorkerAction] {
        guard work != nil else { return [] }
        work = nil
        return [.abandon]
    }

    // MARK: Time

    private mutating func tick(at now: Instant) -> [WorkerAction] {
        var actions: [WorkerAction] = []
        let silence = now.seconds(since: lastHeard)
        if exitsWhenOrphaned && silence > graceTime.inSeconds {
            return [.abandon, .stop(.orphaned)]
        }
        switch state {
        case .joining(let lastHello):
            if lastHello == nil || !planted(.helloIsSaidOnce),
                isDue(lastHello, every: Limits.helloInterval, at: now)
            {
                state = .joining(lastHello: now)
                actions.append(.send(Envelope(term: 0, message: .hello(hello))))
            }
        case .preparing(let job, let lastProgress, .some(let offset))
        where isLost(since: lastProgress, at: now):
            actions += fetch(job, offset: offset, at: now) + heartbeat(at: now)
        case .idle, .preparing, .ready:
            actions += heartbeat(at: now)
        }
        return actions + tickOrder(at: now) + [.setTimer(now + heartbeatInterval)]
    }

    private mutating func heartbeat(at now: Instant) -> [WorkerAction] {
        guard isDue(lastHeartbeat, every: heartbeatInterval, at: now) else { return [] }
        if planted(.heartbeatsStopWhileIdle), work == nil { return [] }
        lastHeartbeat = now
        return [send(.heartbeat(Heartbeat(state: publicState, step: work?.computation.step ?? 0)))]
    }

    /// Whether what was asked for is lost, not on its way: the coordinator was heard since, and what it says
    /// comes in the order in which it says it.
    func isLost(since: Instant, at now: Instant) -> Bool {
        if planted(.fetchesAreNotRepeated) { return false }
        guard since + Limits.fetchTimeout <= now else { return false }
        return since + Limits.fetchTimeout <= lastHeard || planted(.fetchesAreRepeatedThoughOnTheWay)
    }

    func isDue(_ last: Instant?, every interval: Duration, at now: Instant) -> Bool {
        guard let last else { return true }
        return last + interval <= now
    }

    // MARK: Pieces

    private mutating func fetch(_ job: Prepare, offset: Int, at now: Instant) -> [WorkerAction] {
        state = .preparing(job, lastProgress: now, nextOffset: offset)
        return [send(.fetchData(FetchData(digest: job.dataDigest, offset: offset)))]
    }

    func send(_ message: Message) -> WorkerAction { .send(Envelope(term: term, message: message)) }

    /// What the worker is doing, as it tells others.
    package var publicState: WorkerState {
        switch state {
        case .joining: .idle
        case .idle: orderState ?? .idle
        case .preparing: .preparing
        case .ready: work == nil ? orderState ?? .waiting : .computing
        }
    }
}
