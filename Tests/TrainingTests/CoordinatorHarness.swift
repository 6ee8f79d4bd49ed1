import Jobs
import Neural
import Series
import TestJobs
import Training

/// A coordinator that a test drives by hand: the test plays the workers, message by message.
final class CoordinatorHarness {
    let job: PreparedJob
    var core: CoordinatorCore
    var now = Instant(nanoseconds: 0)
    private(set) var term: UInt64 = 1
    /// What the last event brought about.
    private(set) var actions: [CoordinatorAction] = []
    private(set) var reports: [Report] = []
    private(set) var checkpoints: [Checkpoint] = []
    /// Checkpoints that have not been answered yet.
    private(set) var unwritten: [Checkpoint] = []
    /// How the coordinator has ended.
    private(set) var end: CoordinatorEnd?
    private(set) var isEndedAtOnce = false
    /// Runs that were to be opened, and those that were kept as unusable.
    private(set) var opening: [String] = []
    private(set) var unusable: [String] = []
    /// The newest assignment of each worker that has not been answered.
    private(set) var orders: [String: Assignment] = [:]
    /// Weights by version, as assignments brought them.
    private(set) var weights: [Int: Vector] = [:]
    /// Whether checkpoints are answered at once.
    var writesAtOnce = true
    private let computer: MicrobatchComputer

    var isStopped: Bool { end != nil }

    /// - Parameter slowestLine: of the lines to workers; without end, so that nothing is on the way for long.
    init(
        _ job: PreparedJob, queue: RunQueue = RunQueue(), exitsWhenDone: Bool = false,
        slowestLine: SlowestLine = SlowestLine(bytesPerSecond: .infinity)
    ) {
        self.job = job
        core = CoordinatorCore(
            term: term, queue: queue, exitsWhenDone: exitsWhenDone, slowestLine: slowestLine,
            at: now)
        computer = MicrobatchComputer(plan: job.plan, series: job.series)
    }

    /// A bench with a run at work and workers that are ready for it.
    convenience init(_ job: PreparedJob, ready names: [String], state: TrainingState? = nil) {
        self.init(job)
        start(state: state)
        for name in names { join(name) }
    }

    // MARK: Events

    @discardableResult
    func handle(_ event: CoordinatorEvent) -> [CoordinatorAction] {
        let actions = core.handle(event, at: now)
        self.actions = actions
        for action in actions { note(action) }
        while writesAtOnce, let written = unwritten.first { finishWriting(written) }
        return actions
    }

    func start(state: TrainingState? = nil) {
        if result != nil || failure != nil { handle(.resultWritten(run: "small-1", problem: nil)) }
        term += 1
        orders = [:]
        handle(.submitted(run: "small-1"))
        handle(.opened(TestJobs.run(job, state: state), term: term, RunPast()))
    }

    /// Answers that a run is open.
    func open(_ id: String) {
        term += 1
        orders = [:]
        handle(.opened(TestJobs.run(job, id: id), term: term, RunPast()))
    }

    /// Lets time pass, with a tick whenever one is due.
    func pass(_ duration: Duration) {
        let end = now + duration
        while now < end {
            now = min(now + Limits.tick, end)
            handle(.tick)
        }
    }

    func advance(_ duration: Duration) { now = now + duration }

    @discardableResult
    func receive(_ message: Message, from name: String, term: UInt64? = nil) -> [CoordinatorAction] {
        handle(.received(Envelope(term: term ?? self.term, message: message), from: Self.peer(name)))
    }

    @discardableResult
    func hello(
        _ name: String, as identity: String? = nil, fingerprint: String = "same", threads: Int = 1
    ) -> [CoordinatorAction] {
        let hello = Hello(name: name, host: "host", pid: 7, threads: threads, fingerprint: fingerprint)
        return receive(.hello(hello), from: identity ?? name, term: 0)
    }

    func join(_ name: String, as identity: String? = nil, fingerprint: String = "same") {
        hello(name, as: identity, fingerprint: fingerprint)
        receive(.ready(Ready(run: "small-1")), from: identity ?? name)
    }

    @discardableResult
    func heartbeat(_ state: WorkerState, from name: String, term: UInt64? = nil) -> [CoordinatorAction] {
        receive(.heartbeat(Heartbeat(state: state, step: 0)), from: name, term: term)
    }

    func finishWriting(_ checkpoint: Checkpoint, problem: String? = nil) {
        unwritten.removeFirst()
        handle(.checkpointWritten(run: checkpoint.identity.id, step: checkpoint.state.step, problem: problem))
    }

    // MARK: Work

    /// The messages that answer an assignment: a true computation's, whole node by whole node.
    func answers(to order: Assignment) -> [Message] {
        let leaves = job.plan.leaves(order.purpose, step: order.step)
        let weights = weights[order.weightsVersion] ?? []
        return TreeNode.maximalNodes(in: order.microbatches, leaves: leaves).map { node in
            order.purpose == .train
                ? .gradient(gradient(of: node, order, weights))
                : .evaluation(evaluation(of: node, order, weights))
        }
    }

    /// Answers what a worker has been given.
    func answer(_ name: String) {
        guard let order = orders.removeValue(forKey: name) else { return }
        for message in answers(to: order) { receive(message, from: name) }
    }

    /// Answers what a worker has been given with made-up numbers, one message for each whole node.
    func answer(_ name: String, _ message: (Assignment, TreeNode) -> Message) {
        guard let order = orders.removeValue(forKey: name) else { return }
        let leaves = job.plan.leaves(order.purpose, step: order.step)
        for node in TreeNode.maximalNodes(in: order.microbatches, leaves: leaves) {
            receive(message(order, node), from: name)
        }
    }

    /// Lets every worker do what it is given until `stop` says so or there is nothing to do.
    func work(until stop: (CoordinatorHarness) -> Bool = { _ in false }) {
        while !stop(self), let name = orders.keys.min() { answer(name) }
    }

    private func gradient(of node: TreeNode, _ order: Assignment, _ weights: Vector) -> Gradient {
        let sum = sum(node) { computer.gradient(step: order.step, microbatch: $0, weights: weights) }
        return Gradient(
            run: order.run, step: order.step, node: node, samples: sum.samples, loss: sum.loss,
            computeTime: .milliseconds(node.range.count), partial: sum.gradient)
    }

    private func evaluation(of node: TreeNode, _ order: Assignment, _ weights: Vector) -> Evaluation {
        let sums = sum(node) { computer.metrics(order.purpose, slice: $0, weights: weights) }
        return Evaluation(
            run: order.run, step: order.step, purpose: order.purpose, node: node, sums: sums,
            computeTime: .milliseconds(node.range.count))
    }

    /// The sum along the tree, by recursion.
    private func sum<Value: Reducible>(_ node: TreeNode, _ leaf: (Int) -> Value) -> Value {
        guard let (left, right) = node.children else { return leaf(node.lower) }
        var value = sum(left, leaf)
        value.add(sum(right, leaf))
        return value
    }

    // MARK: What came of it

    static func peer(_ name: String) -> PeerID { PeerID(socket: 0, identity: Array(name.utf8)) }

    /// The messages that the last event had sent to a worker.
    func sent(to name: String) -> [Message] {
        actions.compactMap { action in
            guard case .send(let envelope, let peer) = action, peer == Self.peer(name) else { return nil }
            return envelope.message
        }
    }

    func refusals(to name: String) -> [Refused.Code] {
        sent(to: name).compactMap { if case .refused(let refused) = $0 { refused.code } else { nil } }
    }

    func assignment(to name: String) -> Assignment? {
        sent(to: name).lazy.compactMap { if case .assignment(let order) = $0 { order } else { nil } }.first
    }

    func isPrepared(_ name: String) -> Bool {
        sent(to: name).contains { if case .prepare = $0 { true } else { false } }
    }

    var status: ClusterStatus { core.status(pid: 1, at: now) }
    var state: RunState? { status.job?.state }
    var step: Int { status.job?.step ?? -1 }
    func incidents(_ kind: Incident.Kind) -> [Incident] { status.incidents.filter { $0.kind == kind } }

    /// The results of all runs.
    var results: [RunResult] {
        reports.compactMap { if case .finished(let result, _) = $0 { result } else { nil } }
    }

    var result: RunResult? {
        reports.lazy.compactMap { if case .finished(let result, _) = $0 { result } else { nil } }.first
    }

    var failure: String? {
        reports.lazy.compactMap { if case .failed(_, _, _, let reason) = $0 { reason } else { nil } }.first
    }

    private func note(_ action: CoordinatorAction) {
        switch action {
        case .send(let envelope, let peer):
            guard case .assignment(let order) = envelope.message else { return }
            orders[String(decoding: peer.identity, as: UTF8.self)] = order
            if let values = order.weights { weights[order.weightsVersion] = values }
        case .writeCheckpoint(let checkpoint):
            checkpoints.append(checkpoint)
            unwritten.append(checkpoint)
        case .report(let report): reports.append(report)
        case .exit(let end): self.end = end
        case .openRun(let run): opening.append(run)
        case .keepUnusable(let run, _): unusable.append(run)
        case .exitAtOnce: isEndedAtOnce = true
        case .sendData, .offerMemory, .setTimer, .keepForecasts, .finishForecasts, .removeForecasts: break
        }
    }
}
