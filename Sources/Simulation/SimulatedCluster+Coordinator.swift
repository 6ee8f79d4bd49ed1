import Jobs
import Training

/// The coordinator's process: what the real service does for the state machine.
extension SimulatedCluster {
    func startCoordinator() {
        guard coordinator.isStarting else { return }
        coordinator.isStarting = false
        let clock = newClock()
        coordinator.clock = clock
        coordinator.incarnation += 1
        coordinator.isAlive = true
        coordinator.isPaused = false
        coordinator.stoppedAt = nil
        coordinator.wentOnAt = now
        let term = coordinator.disk.nextTerm()
        coordinator.core = CoordinatorCore(
            term: term, queue: RunQueue(waiting: coordinator.disk.unfinished),
            isRestart: coordinator.isRestart,
            slowestLine: SlowestLine(
                secondsPerNumber: 4 / slowestLine,
                secondsPerChunk: Double(Limits.dataChunkBytes) / Limits.slowestLine), at: clock.read(at: now))
        coordinator.isRestart = false
        coordinator.disk.removeOutputs()
        checks.coordinatorStarts()
        trace.note(40, coordinator.incarnation, at: now, "the coordinator starts, term \(term)")
        handle(.tick)
        for index in workers.indices where workers[index].isAlive && workers[index].connection == nil {
            planSoon(
                .workerConnects(worker: index, incarnation: workers[index].incarnation), milliseconds: 100)
        }
    }

    /// The process is gone.
    ///
    /// - Parameter end: how it has ended; nil: by itself or somebody's hand it was killed.
    func killCoordinator(losesPower: Bool, end: CoordinatorEnd? = nil) {
        guard coordinator.isAlive else { return }
        trace.note(
            41, losesPower ? 1 : 0, at: now,
            losesPower ? "the coordinator's machine loses power" : "the coordinator is gone")
        coordinator.isAlive = false
        release(coordinator.backlog)
        coordinator.backlog = []
        for number in connections.indices where connections[number].isOpen { close(number, isNoticed: false) }
        if losesPower { coordinator.disk.losePower(&chance) } else { coordinator.disk.die() }
        let code: Int32? = end.map { $0 == .done ? 0 : $0 == .failed ? 1 : 130 }
        ends(.coordinator, code.map { .exited($0) } ?? .signalled(9))
    }

    func goOnCoordinator() {
        guard coordinator.isAlive, coordinator.isPaused else { return }
        coordinator.isPaused = false
        coordinator.wentOnAt = now
        trace.note(42, 0, at: now, "the coordinator goes on")
        let backlog = coordinator.backlog
        coordinator.backlog = []
        for happening in backlog {
            if case .toCoordinator(let envelope, let number) = happening {
                arriveAtCoordinator(envelope, by: number)
            } else if coordinator.isAlive {
                happenToCoordinator(happening)
            }
        }
    }

    func happenToCoordinator(_ happening: Happening) {
        switch happening {
        case .coordinatorEvent(let event, _): handle(event)
        case .coordinatorIsTold(let control, _, let launcher): isTold(control, by: launcher)
        case .coordinatorTick(_, let timer): if timer == coordinator.timer { handle(.tick) }
        case .diskAdvances: advanceDisk()
        case .endIsDue: checks.fail("the coordinator was asked to end, and goes on")
        default: break
        }
    }

    /// Somebody asks the coordinator to end.
    func stopCoordinator() {
        guard coordinator.isAlive, !coordinator.isPaused else { return }
        handle(.stopRequested("a signal asked it to"))
        guard coordinator.isAlive, coordinator.stoppedAt == nil else { return }
        coordinator.stoppedAt = now
        // Far more than the farewell, and a checkpoint on the slowest disk.
        plan(.endIsDue(incarnation: coordinator.incarnation), after: 30e9)
    }

    /// Somebody submits a run, and again until it is accepted.
    func submit(_ number: Int) {
        let id = runs[number].id
        guard coordinator.disk.state(of: id) == nil else { return }
        if coordinator.isAlive, !coordinator.isPaused, coordinator.stoppedAt == nil { add(.submit(id)) }
        plan(.submits(number), after: 2e9)
    }

    func handle(_ event: CoordinatorEvent) {
        guard coordinator.isAlive else { return }
        let actions = coordinator.core.handle(event, at: coordinator.clock.read(at: now))
        // Large clusters are looked at member by member now and then, small ones always.
        let isThorough = workers.count < 20 || outcome.events.isMultiple(of: workers.count)
        if let words = coordinator.core.contradiction(isThorough: isThorough) { checks.fail(words) }
        lookForStandstill()
        checks.look(run: coordinator.core.currentRun, step: coordinator.core.currentStep) {
            coordinator.core.arrived
        }
        perform(actions)
    }

    private func perform(_ actions: [CoordinatorAction]) {
        for action in actions {
            guard coordinator.isAlive else { return }
            switch action {
            case .send(let envelope, let peer): send(envelope, to: peer)
            case .sendData(let digest, let offset, let peer, let term):
                let chunk = DataChunk(digest: digest, offset: offset, bytes: [1])
                send(Envelope(term: term, message: .dataChunk(chunk)), to: peer)
            case .offerMemory(let run, let numbers, let peer, let threads, let term):
                let worker = connections[Connection.number(of: peer)].worker
                guard machine(of: worker) == 0 else { continue }
                let offer = MemoryOffer(
                    run: run, memory: worker, numbers: numbers, partials: "p",
                    slots: Limits.sharedSlots(threads: threads), weights: "w", token: 1)
                send(Envelope(term: term, message: .memoryOffer(offer)), to: peer)
            case .writeCheckpoint(let checkpoint): write(checkpoint)
            case .keepForecasts(let order, let outputs, let place): keep(outputs, of: order, at: place)
            case .finishForecasts(let order): add(.finish(order.digest, numbers: order.places.last ?? 0))
            case .removeForecasts(let order): add(.remove(order))
            case .report(let report): take(report)
            case .setTimer(let instant):
                coordinator.timer += 1
                queue.push(
                    .coordinatorTick(incarnation: coordinator.incarnation, timer: coordinator.timer),
                    at: coordinator.clock.time(of: instant, at: now))
            case .openRun(let run):
                if coordinator.disk.next != run {
                    checks.fail("\(run) is opened, and the turn is another's")
                }
                add(.open(run))
            case .keepUnusable(let run, _): add(.result(run, .failed))
            case .exit(let end): killCoordinator(losesPower: false, end: end)
            case .exitAtOnce: killCoordinator(losesPower: false, end: .interrupted)
            }
        }
    }

    private func send(_ envelope: Envelope, to peer: PeerID) {
        let number = Connection.number(of: peer)
        if case .assignment(let order) = envelope.message, order.purpose == .train { outcome.shares += 1 }
        let isWork =
            switch envelope.message {
            case .assignment, .forecastAssignment: true
            default: false
            }
        if isWork, coordinator.stoppedAt != nil {
            checks.fail("work is given out though the end was asked for")
        }
        if isWork,
            checks.liars.contains(workers[connections[number].worker].name)
        {
            checks.fail("\(workers[connections[number].worker].name) computed wrongly and gets work again")
        }
        if connections[number].isOpen {
            sendToWorker(envelope, by: number)
        } else {
            handle(.unreachable(peer))
        }
    }

    private func take(_ report: Report) {
        switch report {
        case .started(let run):
            if coordinator.stoppedAt != nil { checks.fail("\(run) begins though the end was asked for") }
        case .fingerprint, .step, .epoch, .log: break
        case .incident(let incident):
            outcome.incidents += 1
            trace.note(
                45, outcome.incidents, at: now, "incident \(incident.kind.rawValue): \(incident.message)")
            judge(incident)
        case .finished(let result, _):
            trace.note(46, result.steps, at: now, "\(result.run) is finished")
            checks.finished(result)
            add(.result(result.run, .finished))
        case .failed(_, let step, _, let reason):
            checks.fail("the job failed at step \(step): \(reason)")
        case .interrupted(_, let step): trace.note(47, step, at: now, "interrupted after step \(step)")
        }
    }

    /// Whether what the coordinator says of a worker can be.
    private func judge(_ incident: Incident) {
        guard let name = incident.worker, let worker = workers.firstIndex(where: { $0.name == name }) else {
            return
        }
        switch incident.kind {
        case .auditDifference:
            checks.liars.insert(name)
            // It may come back by another connection.
            planSoon(
                .workerDies(worker: worker, incarnation: workers[worker].incarnation), milliseconds: 50)
        case .workerGivenUp: checks.givenUp.insert(name)
        case .workerLost where incident.cause == .pause && faults.isLossless && workers[worker].isAlive:
            // What it says by a new connection tells nobody who it is, until it has been told to say so.
            let isKnown = workers[worker].joinedBy == workers[worker].connection
            if isKnown, !workers[worker].isPaused, now - workers[worker].wellSince > 5_000_000_000 {
                checks.fail("\(name) is lost though all that it says arrives")
            }
        case .workerLate where workers[worker].isMute:
            workers[worker].lates += 1
            // The time between two is doubled from two seconds on, so that their number is a logarithm.
            let seconds = Int((now - workers[worker].muteSince) / 1_000_000_000)
            let doublings = Int.bitWidth - (seconds / 2).leadingZeroBitCount
            if workers[worker].lates > 4 + doublings {
                checks.fail("\(name) answers nothing and is given work again and again")
            }
        default: break
        }
    }

    // MARK: The disk

    /// Gives the disk's thread something to do.
    func add(_ task: SimulatedDisk.Task) {
        if coordinator.disk.add(task) {
            planSoon(.diskAdvances(incarnation: coordinator.incarnation), milliseconds: 5)
        }
    }

    private func write(_ checkpoint: Checkpoint) {
        let run = checkpoint.identity.id
        checks.writes(checkpoint, isWriting: coordinator.disk.isWriting(run))
        if !areFaultsOver, chance.happens(faults.diskFull) {
            count("disk_full")
            return planSoon(
                .coordinatorEvent(
                    .checkpointWritten(run: run, step: checkpoint.state.step, problem: "no room"),
                    incarnation: coordinator.incarnation), milliseconds: 5)
        }
        let isLost = !areFaultsOver && chance.happens(faults.lostWrite)
        add(.checkpoint(checkpoint, isLost: isLost, .contents))
    }

    private func advanceDisk() {
        let done = coordinator.disk.advance()
        if !coordinator.disk.tasks.isEmpty {
            plan(.diskAdvances(incarnation: coordinator.incarnation), after: chance.logBetween(1e5, 2e7))
        }
        switch done {
        case nil: break
        case .checkpoint(let checkpoint, _, _):
            let (run, step) = (checkpoint.identity.id, checkpoint.state.step)
            handle(.checkpointWritten(run: run, step: step, problem: nil))
            if let saved = coordinator.core.saved,
                !coordinator.disk.hasCheckpoint(of: saved.run, step: saved.step)
            {
                checks.fail("\(saved.run) takes step \(saved.step) for saved, and no file has it")
            }
        case .finish(let order, _): handle(.forecastsKept(order: order, problem: nil))
        case .outputs, .remove: break
        case .submit(let run): handle(.submitted(run: run))
        case .open(let run): openRun(run)
        case .result(let run, let state):
            trace.note(43, 0, at: now, "\(run) is \(state.rawValue) on disk")
            if state == .finished { handle(.resultWritten(run: run, problem: nil)) }
        }
    }

    private func openRun(_ id: String) {
        guard let run = runs.first(where: { $0.id == id }) else { return }
        guard !run.isBroken else {
            trace.note(48, 0, at: now, "\(id) cannot be opened")
            return handle(.unusable(run: id, problem: "its data have gone"))
        }
        let (checkpoint, problems) = coordinator.disk.newestGood(
            of: id, flippedBit: areFaultsOver ? 0 : faults.flippedBit, &chance)
        let state = checkpoint?.state
        trace.note(
            44, state?.step ?? 0, problems.count, at: now, "\(id) goes on from step \(state?.step ?? 0)")
        checks.restores(run, state)
        let term = coordinator.disk.nextTerm()
        handle(.opened(run.prepared(from: state), term: term, RunPast(problems: problems)))
        if coordinator.core.currentRun == id, coordinator.core.currentTerm != term {
            checks.fail("\(id) is worked on under term \(coordinator.core.currentTerm), not \(term)")
        }
    }
}
