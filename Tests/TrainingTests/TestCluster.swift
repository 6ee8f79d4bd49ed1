import Neural
import Series
import Training

/// A coordinator and workers in one process, under a virtual clock: messages and computations take times
/// drawn from a seed.
struct TestCluster {
    /// What reaches whom.
    private enum Delivery {
        case toCoordinator(CoordinatorEvent)
        case toWorker(Int, WorkerEvent)
    }

    final class Worker {
        var core: WorkerCore
        let computer: MicrobatchComputer
        var isAlive = true
        /// The time a microbatch takes, as a multiple of the others'.
        var slowness = 1.0
        /// Grows with each computation that replaces another.
        var generation = 0
        var end: WorkerEnd?

        init(core: WorkerCore, computer: MicrobatchComputer) {
            self.core = core
            self.computer = computer
        }
    }

    let job: PreparedJob
    var now = Instant(nanoseconds: 0)
    var coordinator: CoordinatorCore
    var workers: [Worker] = []
    var reports: [Report] = []
    var checkpoints: [Checkpoint] = []
    var result: RunResult?
    var failure: String?
    var isStopped = false
    /// Why the next checkpoints cannot be written.
    var writeProblem: String?
    private(set) var term: UInt64 = 1
    private let stream: RandomStream
    private var draws: UInt32 = 0
    private var queue: [(at: Instant, order: Int, delivery: Delivery)] = []
    private var order = 0
    private var links: [Int: Instant] = [:]

    init(_ job: PreparedJob, workers count: Int, seed: UInt64 = 1, fingerprints: [String] = []) {
        self.job = job
        stream = RandomStream(seed: seed)
        coordinator = CoordinatorCore(term: 1, at: now)
        for index in 0..<count {
            addWorker(fingerprint: index < fingerprints.count ? fingerprints[index] : "same")
        }
        start(from: nil)
    }

    // MARK: What happens to the cluster

    mutating func addWorker(fingerprint: String = "same") {
        let hello = Hello(name: "w\(workers.count)", host: "h", pid: 1, threads: 1, fingerprint: fingerprint)
        workers.append(
            Worker(
                core: WorkerCore(hello: hello, exitsWhenOrphaned: false, at: now),
                computer: MicrobatchComputer(plan: job.plan, series: job.series)))
        push(.toWorker(workers.count - 1, .tick), after: 0)
    }

    mutating func start(from state: TrainingState?) {
        term += 1
        handle(.start(TestJobs.run(job, state: state), term: term))
        handle(.tick)
    }

    /// The coordinator dies and a new one goes on from the newest checkpoint.
    mutating func restartCoordinator() {
        queue.removeAll { if case .toCoordinator = $0.delivery { true } else { false } }
        term += 1
        coordinator = CoordinatorCore(term: term, at: now)
        start(from: checkpoints.last?.state)
    }

    mutating func handle(_ event: CoordinatorEvent) { perform(coordinator.handle(event, at: now)) }

    /// Runs until the job has ended or `stop` says so; false where nothing more happens or it takes too long.
    @discardableResult
    mutating func run(until stop: (TestCluster) -> Bool = { _ in false }, limit: Int = 400_000) -> Bool {
        for _ in 0..<limit {
            if result != nil || failure != nil || isStopped || stop(self) { return true }
            guard
                let next = queue.indices.min(by: {
                    (queue[$0].at, queue[$0].order) < (queue[$1].at, queue[$1].order)
                })
            else { return false }
            let item = queue.remove(at: next)
            now = max(now, item.at)
            switch item.delivery {
            case .toCoordinator(let event): handle(event)
            case .toWorker(let index, let event):
                if workers[index].isAlive {
                    perform(workers[index].core.handle(event, at: now), worker: index)
                }
            }
        }
        return false
    }

    var status: ClusterStatus { coordinator.status(pid: 1, waiting: [], at: now) }
    var step: Int { status.job?.step ?? 0 }
    var incidents: [Incident] { status.incidents }

    // MARK: Actions

    private mutating func perform(_ actions: [CoordinatorAction]) {
        for action in actions {
            switch action {
            case .send(let envelope, let peer):
                let index = Int(peer.identity[0])
                if workers[index].isAlive {
                    pushMessage(.toWorker(index, .received(envelope)), link: 2 * index)
                }
            case .sendData: break
            case .offerMemory(let run, let numbers, let peer, let threads, let term):
                // Every other worker is on the coordinator's machine.
                let index = Int(peer.identity[0])
                guard index.isMultiple(of: 2), workers[index].isAlive else { continue }
                let offer = MemoryOffer(
                    run: run, memory: index, numbers: numbers, partials: "p",
                    slots: Limits.sharedSlots(threads: threads), weights: "w", token: 1)
                let envelope = Envelope(term: term, message: .memoryOffer(offer))
                pushMessage(.toWorker(index, .received(envelope)), link: 2 * index)
            case .writeCheckpoint(let checkpoint):
                if writeProblem == nil { checkpoints.append(checkpoint) }
                push(
                    .toCoordinator(
                        .checkpointWritten(
                            run: checkpoint.run, step: checkpoint.state.step, problem: writeProblem)),
                    after: latency())
            case .report(let report): take(report)
            case .setTimer(let at): push(.toCoordinator(.tick), after: at.seconds(since: now))
            case .stop: isStopped = true
            }
        }
    }

    private mutating func take(_ report: Report) {
        reports.append(report)
        switch report {
        case .finished(let result): self.result = result
        case .failed(_, _, _, let reason): failure = reason
        default: break
        }
    }

    private mutating func perform(_ actions: [WorkerAction], worker index: Int) {
        let peer = PeerID(socket: 0, identity: [UInt8(index)])
        let worker = workers[index]
        for action in actions {
            switch action {
            case .send(let envelope):
                pushMessage(.toCoordinator(.received(envelope, from: peer)), link: 2 * index + 1)
            case .openData(let digest, _):
                push(.toWorker(index, .dataOpened(digest: digest, found: true)), after: latency())
            case .storeChunk, .log: break
            case .prepare(let prepare):
                push(.toWorker(index, .prepared(run: prepare.run, job.plan)), after: latency())
            case .compute(let computation):
                worker.generation += 1
                var delay = 0.0
                for leaf in computation.leaves {
                    delay += (0.001 + latency()) * worker.slowness
                    push(
                        .toWorker(index, .computed(computation, compute(leaf, of: computation, on: worker))),
                        after: delay)
                }
            case .attachMemory(let offer):
                push(.toWorker(index, .memoryAttached(run: offer.run)), after: latency())
            case .detachMemory: break
            case .abandon: worker.generation += 1
            case .setTimer(let at): push(.toWorker(index, .tick), after: at.seconds(since: now))
            case .stop(let end):
                worker.end = end
                worker.isAlive = false
            }
        }
    }

    private func compute(_ leaf: Int, of computation: Computation, on worker: Worker) -> LeafResult {
        let sum =
            computation.purpose == .train
            ? worker.computer.gradient(
                step: computation.step, microbatch: leaf, weights: computation.weights)
            : NodeSum(
                worker.computer.metrics(computation.purpose, slice: leaf, weights: computation.weights))
        return LeafResult(leaf: leaf, sum: sum, computeTime: .milliseconds(1))
    }

    private mutating func push(_ delivery: Delivery, after seconds: Double) {
        order += 1
        queue.append((now + .nanoseconds(Int64(seconds * 1e9)), order, delivery))
    }

    /// A message, which does not overtake those sent before it over the same connection.
    private mutating func pushMessage(_ delivery: Delivery, link: Int) {
        let at = max(now + .nanoseconds(Int64(latency() * 1e9)), links[link] ?? now)
        links[link] = at
        push(delivery, after: at.seconds(since: now))
    }

    /// Up to a millisecond, drawn from the seed.
    private mutating func latency() -> Double {
        draws += 1
        return Double(stream.words(StreamDomain(.demo), slot: 0, step: 0, block: draws)[0]) / 4_294_967_296
            * 0.001
    }
}
