import Jobs
import Training

/// A worker that a test drives by hand, with what it last wanted done.
final class WorkerHarness {
    var core: WorkerCore
    var now = Instant(nanoseconds: 0)
    private(set) var actions: [WorkerAction] = []
    let prepare = Prepare(run: "r", job: "job", dataDigest: "d", dataBytes: 9)

    init(exitsWhenOrphaned: Bool = false) {
        let hello = Hello(name: "a", host: "host", pid: 1, threads: 2, fingerprint: "f")
        core = WorkerCore(hello: hello, exitsWhenOrphaned: exitsWhenOrphaned, at: now)
    }

    @discardableResult
    func handle(_ event: WorkerEvent) -> [WorkerAction] {
        actions = core.handle(event, at: now)
        return actions
    }

    @discardableResult
    func receive(_ message: Message, term: UInt64 = 5) -> [WorkerAction] {
        handle(.received(Envelope(term: term, message: message)))
    }

    func tick(after duration: Duration) {
        now = now + duration
        handle(.tick)
    }

    func welcome(term: UInt64 = 5, grace: Duration = Limits.graceTime) {
        let welcome = Welcome(heartbeatInterval: .milliseconds(250), graceTime: grace)
        receive(.welcome(welcome), term: term)
    }

    /// Joined, with the job set up.
    func makeReady(_ plan: WorkPlan) {
        handle(.tick)
        welcome()
        receive(.prepare(prepare))
        handle(.dataOpened(digest: "d", found: true))
        handle(.prepared(run: "r", plan))
    }

    var envelopes: [Envelope] {
        actions.compactMap { if case .send(let envelope) = $0 { envelope } else { nil } }
    }
    var sent: [Message] { envelopes.map(\.message) }
    var hasHello: Bool { sent.contains { if case .hello = $0 { true } else { false } } }
    var computation: Computation? {
        actions.lazy.compactMap { if case .compute(let work) = $0 { work } else { nil } }.first
    }
    var end: WorkerEnd? {
        actions.lazy.compactMap { if case .stop(let end) = $0 { end } else { nil } }.first
    }
    var abandons: Bool { actions.contains { if case .abandon = $0 { true } else { false } } }
    var prepares: Bool { actions.contains { if case .prepare = $0 { true } else { false } } }
    var opens: Bool { actions.contains { if case .openData("d", 9) = $0 { true } else { false } } }
}
