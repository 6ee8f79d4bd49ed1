import Jobs
import Neural
import Series
import Training

/// A whole cluster in one process, under a virtual clock: the shipped state machines of coordinator and
/// workers, between them a network, disks, clocks and a processor for each, all of which fail as one seed
/// says.
final class SimulatedCluster {
    let options: SimulationOptions
    /// What is to be trained, one after the other, in the order in which it is submitted.
    let runs: [SimulatedRun]
    /// What is forecast meanwhile, and whether its outputs have been read.
    let orders: [SimulatedOrder]
    var areOutputsRead: [Bool]
    /// Of its own, so that what happens to runs is the same with orders and without.
    var orderChance: Chance
    let faults: FaultPlan
    var chance: Chance
    var now: Int64 = 0
    var queue = EventQueue<Happening>()
    var launcher: SimulatedLauncher
    var coordinator: SimulatedCoordinator
    var workers: [SimulatedWorker] = []
    var connections: [Connection] = []
    /// Of each machine to the coordinator.
    var lines: [Line]
    let slowestLine: Double
    /// For each worker, whether its messages to the coordinator, and those to it, get through.
    var isCutOff: [(toCoordinator: Bool, toWorker: Bool)]
    var areFaultsOver: Bool
    var trace: Trace
    var checks: Checks
    var outcome: SimulationOutcome
    /// Nanoseconds that a microbatch takes where nothing slows it.
    let leafTime: Double
    let jobTime: Double

    init(
        _ options: SimulationOptions, runs: [SimulatedRun], orders: [SimulatedOrder], workers count: Int,
        faults: FaultPlan,
        leafTime: Double, jobTime: Double, chance: Chance
    ) {
        self.options = options
        self.runs = runs
        self.orders = orders
        areOutputsRead = orders.map { _ in false }
        orderChance = Chance(seed: options.seed ^ 0x04DE_0000)
        // Lines are as slow for long vectors as for short ones.
        let length = Double(runs[0].job.plan.model.parameters.count) / Double(StandIn.numbers)
        lines = faults.lines.map { Line(rate: $0.map { $0 * length }) }
        slowestLine = FaultPlan.slowestLine * length
        self.faults = faults
        self.leafTime = leafTime
        self.jobTime = jobTime
        self.chance = chance
        trace = Trace(options.trace)
        checks = Checks(runs: runs)
        outcome = SimulationOutcome(seed: options.seed)
        outcome.workers = count
        areFaultsOver = faults.end == 0
        isCutOff = Array(repeating: (false, false), count: count)
        let clock = ProcessClock(rate: 1, base: 0, at: 0)
        launcher = SimulatedLauncher(workers: (count + 1) / 2, clock: clock)
        coordinator = SimulatedCoordinator(
            core: CoordinatorCore(term: 0, at: clock.read(at: 0)), clock: clock)
        for index in 0..<count {
            // Those that a launcher starts it calls by numbers of their own.
            let name = index.isMultiple(of: 2) ? ChildID.worker(index / 2 + 1).name : "remote-\(index)"
            let clock = newClock()
            // A job has at most a few microbatches for each: one or two threads.
            let threads = options.slowness == nil && self.chance.happens(0.3) ? 2 : 1
            workers.append(
                SimulatedWorker(
                    name: name, threads: threads, core: core(of: name, threads: threads, clock), clock: clock)
            )
        }
    }

    /// Runs until the job is done, a promise is broken, or it takes too long.
    func run() -> SimulationOutcome {
        for (index, slowness) in (options.slowness ?? []).enumerated() { workers[index].slowness = slowness }
        coordinator.disk.accept(runs[0].id)
        if chance.happens(0.3) { startRival() }
        startLauncher()
        for number in runs.indices.dropFirst() {
            plan(.submits(number), after: chance.happens(0.5) ? 0 : jobTime * chance.unit())
        }
        for number in orders.indices { plan(.asks(number), after: 1.5 * jobTime * orderChance.unit()) }
        for index in workers.indices where !isLocal(index) { restart(index) }
        planFaults()
        while checks.violation == nil, !isDone, let next = queue.pop() {
            now = max(now, next.time)
            outcome.events += 1
            happen(next.event)
            if now > deadline {
                checks.fail("the job was not done \(patience / 1_000_000_000) s after faults ended")
            }
            if outcome.events > mostEvents {
                checks.fail("\(outcome.events) events and no end: a storm of messages")
            }
        }
        if checks.violation == nil, !isDone { checks.fail("nothing happens any more") }
        outcome.violation = checks.violation
        outcome.seconds = Double(now) / 1e9
        outcome.runs = runs.count
        outcome.steps = runs.reduce(0) { $0 + ($1.isBroken ? 0 : $1.job.reference.steps) }
        outcome.work = runs.reduce(0) { $0 + leafTime / 1e9 * Double($1.job.leaves) }
        outcome.appliedSteps = checks.appliedSteps
        outcome.digest = trace.digest
        return outcome
    }

    /// Whether every run has ended as it must, and every order been read.
    private var isDone: Bool {
        runs.allSatisfy { coordinator.disk.state(of: $0.id) == ($0.isBroken ? .failed : .finished) }
            && areOutputsRead.allSatisfy { $0 }
    }

    /// Many times what heartbeats, ticks and the job's own messages come to: more is a storm that feeds
    /// itself.
    private var mostEvents: Int {
        let seconds = Int(deadline / 1_000_000_000) + 1
        let messages = runs.reduce(0) {
            $0 + $1.job.reference.steps * ($1.job.plan.job.training.microbatches + workers.count)
        }
        let slices = orders.reduce(0) { $0 + $1.slices }
        return seconds * (60 * workers.count + 100) + 40 * (messages + slices)
    }

    /// Nanoseconds that a cluster without faults has for what is left: the time of the whole job on one
    /// worker at a time, and for waits and restarts of all kinds.
    private var patience: Int64 {
        let slowest = options.slowness?.max() ?? 1
        let ordered = orders.reduce(0.0) { $0 + 10 * leafTime * Double($1.slices) + 60e9 }
        return Int64(10 * slowest * jobTime * Double(workers.count) + lineTime + ordered) + 180_000_000_000
    }
    /// Nanoseconds that all vectors of all runs take by the slowest line, one after the other.
    private var lineTime: Double {
        guard let slowest = lines.compactMap(\.rate).min() else { return 0 }
        let vectors = runs.reduce(0) {
            $0 + $1.job.reference.steps * ($1.job.plan.job.training.microbatches + workers.count)
        }
        return Double(vectors * runs[0].job.plan.model.parameters.count * 4) / slowest * 1e9
    }
    private var deadline: Int64 { faults.end + patience }

    func plan(_ happening: Happening, after nanoseconds: Double) {
        queue.push(happening, at: now + Int64(max(0, nanoseconds)))
    }

    /// Has something happen after a time around `milliseconds`.
    func planSoon(_ happening: Happening, milliseconds: Double) {
        plan(happening, after: milliseconds * 1e6 * chance.between(0.5, 1.5))
    }

    func newClock() -> ProcessClock {
        let rate = 1 + (faults.drift == 0 ? 0 : chance.between(-faults.drift, faults.drift))
        return ProcessClock(rate: rate, base: Int64(chance.below(1_000_000_000_000)), at: now)
    }

    // MARK: What happens

    private func happen(_ happening: Happening) {
        switch happening {
        case .toCoordinator(let envelope, let number): arriveAtCoordinator(envelope, by: number)
        case .toWorker(let envelope, let number): arriveAtWorker(envelope, by: number)
        case .coordinatorEvent(_, let incarnation), .coordinatorTick(let incarnation, _),
            .coordinatorIsTold(_, let incarnation, _), .diskAdvances(let incarnation),
            .endIsDue(let incarnation):
            guard coordinator.isAlive, coordinator.incarnation == incarnation else { return }
            if coordinator.isPaused { return coordinator.backlog.append(happening) }
            happenToCoordinator(happening)
        case .workerEvent(_, let worker, let incarnation), .workerTick(let worker, let incarnation, _),
            .leafIsDone(_, _, _, _, let worker, let incarnation),
            .sliceIsDone(_, _, _, _, let worker, let incarnation), .workerDies(let worker, let incarnation),
            .workerConnects(let worker, let incarnation):
            guard workers[worker].isAlive, workers[worker].incarnation == incarnation else { return }
            if workers[worker].isPaused { return workers[worker].backlog.append(happening) }
            happen(happening, to: worker)
        case .launcherStarts: startLauncher()
        case .launcherTick(let incarnation, _), .launcherIsTold(_, _, let incarnation),
            .childEnded(_, _, let incarnation),
            .newsIsDue(_, let incarnation):
            if launcher.isAlive, launcher.incarnation == incarnation { happenToLauncher(happening) }
        case .coordinatorStarts(let incarnation):
            if launcher.isAlive, launcher.incarnation == incarnation { startCoordinator() }
        case .startIsDue(let worker, let incarnation):
            startIsDue(worker, launcher: incarnation)
        case .submits(let number): submit(number)
        case .asks(let number): ask(number)
        case .workerStarts(let worker): restart(worker)
        case .coordinatorGoesOn: goOnCoordinator()
        case .workerGoesOn(let worker): goOn(worker)
        case .returnIsDue(let worker, let incarnation): returnIsDue(worker, launcher: incarnation)
        case .workerIsUsual(let worker):
            workers[worker].slowness = 1
            trace.note(60, worker, at: now, "\(workers[worker].name) is as fast as usual")
        case .workerSpeaks(let worker): speak(worker)
        case .linkHeals(let worker):
            isCutOff[worker] = (false, false)
            workers[worker].wellSince = now
            trace.note(61, worker, at: now, "\(workers[worker].name) is reachable again")
        case .fault(let kind): strike(kind)
        case .faultsEnd: endFaults()
        }
    }
}
