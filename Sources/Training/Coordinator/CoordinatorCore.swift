import Neural
import Series

/// A coordinator's decisions: events in, actions out; no clock, socket, file or thread.
///
/// It joins three values, each of which knows nothing of the others' rules: who is there (`Crew`), what is
/// worked on (`PieceOfWork`) and what is trained (`TrainingRun`).
package struct CoordinatorCore: Sendable {
    /// How far the coordinator's own end has come.
    enum Ending: Sendable {
        /// Nobody has asked for it.
        case notAsked
        /// A stop was asked for, for this reason. Left when the checkpoint is written and the workers have
        /// gone, or have not gone in time.
        case asked(String, until: Instant)
        /// Every worker has been sent home.
        case ended
    }

    var term: UInt64
    let startedAt: Instant
    var crew = Crew()
    /// The run at work, or the last one.
    var run: TrainingRun?
    /// What is computed for the run; nil where nothing is.
    var work: PieceOfWork?
    var ending = Ending.notAsked
    var incidents = IncidentLog()
    var actions: [CoordinatorAction] = []
    private var nextTick: Instant?

    package init(term: UInt64, at now: Instant) {
        self.term = term
        startedAt = now
    }

    /// Takes in an event and returns what is to be done, in this order.
    package mutating func handle(_ event: CoordinatorEvent, at now: Instant) -> [CoordinatorAction] {
        switch event {
        case .start(let plan, let term): start(plan, term: term, at: now)
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
        case .restored(let problems):
            for problem in problems { note(.checkpointUnusable, problem, cause: .disk, at: now) }
        case .restarted(let secondsLost): restarted(secondsLost: secondsLost, at: now)
        case .tick: tick(at: now)
        case .stopRequested(let reason): stop(reason, at: now)
        }
        setTimer(at: now)
        defer { actions = [] }
        return actions
    }

    /// The run at work, or the last one.
    package var activeRun: (id: String, isFinished: Bool)? { run.map { ($0.id, $0.isEnded) } }

    /// Whether a peer is a worker that has been admitted.
    package func isMember(_ peer: PeerID) -> Bool { crew[peer] != nil }

    /// Training samples a second from the run's first step in this process until now; nil before the second
    /// step.
    package func averageSamplesPerSecond(at now: Instant) -> Double? { run?.pace.average(at: now) }

    // MARK: Time

    private mutating func tick(at now: Instant) {
        nextTick = nil
        for member in crew.silent(at: now) {
            lose(
                member.peer, because: "it has been silent for \(Limits.silence)", cause: .pause, at: now)
        }
        for incident in incidents.due(at: now) { report(.incident(incident)) }
        dispatch(at: now)
        endIfNothingIsLeft(at: now)
    }

    private mutating func restarted(secondsLost: Double?, at now: Instant) {
        let lost =
            secondsLost.map {
                "; what came after the last checkpoint, \(Self.inWords($0)) ago, is done again"
            } ?? ""
        note(
            .coordinatorRestarted, "the coordinator died and was started again\(lost)", cause: .absence,
            cost: Incident.Cost(seconds: secondsLost ?? 0), at: now)
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
