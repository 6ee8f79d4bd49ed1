import Neural
import Series

/// A coordinator's decisions: events in, actions out; no clock, socket, file or thread.
///
/// It joins four values, each of which knows nothing of the others' rules: who is there (`Crew`), what is
/// worked on (`PieceOfWork`), what is trained (`TrainingRun`) and what is forecast (`OrderBook`).
package struct CoordinatorCore: Sendable {
    /// How far the coordinator's own end has come.
    enum Ending: Sendable {
        /// Nobody has asked for it.
        case notAsked
        /// A stop was asked for, for this reason. Left when the checkpoint is written and the workers have
        /// gone, or have not gone in time. `isCutShort`: it ends a run before its time.
        case asked(String, since: Instant, isCutShort: Bool)
        /// Every worker has been sent home.
        case ended
    }

    var term: UInt64
    let startedAt: Instant
    let slowestLine: SlowestLine
    /// End when the first run has ended.
    let exitsWhenDone: Bool
    /// An earlier coordinator of the same cluster died, and no run has been told yet.
    var isRestart: Bool
    var queue: RunQueue
    /// Something failed that the process's end has to tell.
    var hasFailed = false
    var crew = Crew()
    /// The run at work, or the last one.
    var run: TrainingRun?
    /// What is computed for the run; nil where nothing is.
    var work: PieceOfWork?
    /// What is computed beside it, for those who wait for forecasts.
    var orders = OrderBook()
    var ending = Ending.notAsked
    var incidents = IncidentLog()
    var actions: [CoordinatorAction] = []
    private var nextTick: Instant?

    /// - Parameters:
    ///   - queue: runs to be worked on, one after the other.
    ///   - exitsWhenDone: whether to end when the first run has ended.
    ///   - isRestart: whether an earlier coordinator of the same cluster died.
    ///   - slowestLine: what a line to a worker carries at least.
    package init(
        term: UInt64, queue: RunQueue = RunQueue(), exitsWhenDone: Bool = false, isRestart: Bool = false,
        slowestLine: SlowestLine = SlowestLine(bytesPerSecond: Limits.slowestLine), at now: Instant
    ) {
        self.term = term
        self.slowestLine = slowestLine
        self.queue = queue
        self.exitsWhenDone = exitsWhenDone
        self.isRestart = isRestart
        startedAt = now
    }

    /// Takes in an event and returns what is to be done, in this order.
    package mutating func handle(_ event: CoordinatorEvent, at now: Instant) -> [CoordinatorAction] {
        switch event {
        case .submitted(let run): queue.submit(run)
        case .opened(let run, let term, let past): opened(run, term: term, past, at: now)
        case .unusable(let run, let problem): unusable(run, problem, at: now)
        case .resultWritten(let run, let problem): resultWritten(run, problem: problem, at: now)
        case .received(let envelope, let peer): receive(envelope, from: peer, at: now)
        case .malformed(let peer, let reason): malformed(from: peer, reason, at: now)
        case .unreachable(let peer):
            lose(peer, because: "its connection is closed", cause: .absence, at: now)
        case .workerExited(let name, let detail):
            if let member = crew.named(name) {
                lose(member.peer, because: "its process \(detail)", cause: .absence, at: now)
            }
        case .workerGivenUp(let name, let detail):
            note(
                .workerGivenUp, "\(name) is given up: its process \(detail)", worker: name, cause: .absence,
                at: now)
        case .rejectedPeer(let reason): note(.workerRefused, reason, cause: .peer, at: now)
        case .checkpointWritten(let run, let step, let problem):
            checkpointWritten(of: run, step: step, problem, at: now)
        case .ordered(let order): ordered(order, at: now)
        case .orderAsked(let digest): orders.asked(digest, at: now)
        case .forecastsKept(let digest, let problem): forecastsKept(digest, problem: problem, at: now)
        case .tick: tick(at: now)
        case .stopRequested(let reason): stop(reason, at: now)
        }
        openNextRun()
        setTimer(at: now)
        defer { actions = [] }
        return actions
    }

    /// Whether a peer is a worker that has been admitted.
    package func isMember(_ peer: PeerID) -> Bool { crew[peer] != nil }

    // MARK: Time

    private mutating func tick(at now: Instant) {
        excuseOthers(at: now)
        nextTick = nil
        for member in crew.silent(at: now, patience: linePatience) {
            let seconds = now.seconds(since: member.lastSeen)
            lose(
                member.peer, because: "it has been silent for \(Self.inWords(seconds))", cause: .pause,
                at: now)
        }
        for incident in incidents.due(at: now) { report(.incident(incident)) }
        forgetUnwantedOrders(at: now)
        dispatch(at: now)
        endIfNothingIsLeft(at: now)
    }

    /// Where this very loop was away, what others have said lies unread: silence and lateness are its own.
    private mutating func excuseOthers(at now: Instant) {
        guard let nextTick, nextTick + Limits.awayLoop <= now, !planted(.awayLoopsBlameOthers) else { return }
        let away = Duration.nanoseconds(now.nanoseconds - nextTick.nanoseconds)
        crew.excuse(away)
        work?.excuse(away)
        orders.excuse(away)
    }

    /// How long a worker may be silent, or seem not to have got what it was sent, because vectors and data
    /// are on the way: heartbeats wait behind them, and all remote workers may have one line in common.
    func linePatience(_ member: Member) -> Duration {
        guard !member.sharesMemory, !planted(.silenceCountsTheWay) else { return .zero }
        let numbers = crew.load.vectors * (run?.state.weights.count ?? 0) + crew.load.numbers
        return .seconds(
            Double(numbers) * slowestLine.secondsPerNumber
                + Double(crew.load.parts) * slowestLine.secondsPerChunk)
    }

    private mutating func setTimer(at now: Instant) {
        guard nextTick == nil else { return }
        if planted(.firstTickIsTheLast), run != nil { return }
        let next = now + Limits.tick
        nextTick = next
        actions.append(.setTimer(next))
    }

    // MARK: Saying things

    mutating func send(_ message: Message, to peer: PeerID) {
        actions.append(.send(Envelope(term: term, message: message), to: peer))
    }

    mutating func report(_ report: Report) { actions.append(.report(report)) }

    mutating func note(
        _ kind: Incident.Kind, _ message: String, worker: String? = nil, cause: Incident.Cause,
        cost: Incident.Cost = Incident.Cost(), at now: Instant
    ) {
        let incident = Incident(
            kind, at: now.seconds(since: startedAt), step: run?.state.step, worker: worker, cause: cause,
            cost: cost, message: message)
        if let news = incidents.add(incident, at: now) { report(.incident(news)) }
    }

    /// A time for people to read: in milliseconds below a second.
    static func inWords(_ seconds: Double) -> String {
        let isShort = seconds < 1
        let tenths = Int((min(max(seconds, 0), 1e9) * (isShort ? 10_000 : 10)).rounded())
        return "\(tenths / 10).\(tenths % 10) \(isShort ? "ms" : "s")"
    }
}
