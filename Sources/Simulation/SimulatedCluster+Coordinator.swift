import Training

/// The coordinator's process: what the real service does for the state machine.
extension SimulatedCluster {
    func startCoordinator() {
        guard coordinator.incarnation == 0 || !coordinator.isAlive else { return }
        let clock = newClock()
        coordinator.clock = clock
        coordinator.incarnation += 1
        coordinator.isAlive = true
        coordinator.isPaused = false
        let term = coordinator.disk.nextTerm()
        coordinator.core = CoordinatorCore(
            term: term, queue: RunQueue(waiting: [SimulatedJob.run]), isRestart: coordinator.isRestart,
            at: clock.read(at: now))
        coordinator.isRestart = false
        checks.coordinatorStarts()
        trace.note(40, coordinator.incarnation, at: now, "the coordinator starts, term \(term)")
        handle(.tick)
        for index in workers.indices where workers[index].isAlive && workers[index].connection == nil {
            planSoon(
                .workerConnects(worker: index, incarnation: workers[index].incarnation), milliseconds: 100)
        }
    }

    /// The process is gone, and started again after a while.
    func killCoordinator(losesPower: Bool) {
        guard coordinator.isAlive else { return }
        trace.note(
            41, losesPower ? 1 : 0, at: now,
            losesPower ? "the coordinator's machine loses power" : "the coordinator is gone")
        coordinator.isAlive = false
        coordinator.isRestart = true
        release(coordinator.backlog)
        coordinator.backlog = []
        for number in connections.indices where connections[number].isOpen { close(number, isNoticed: false) }
        if losesPower { coordinator.disk.losePower(&chance) } else { coordinator.disk.die() }
        plan(.coordinatorStarts, after: chance.logBetween(1e7, 3e9))
    }

    func goOnCoordinator() {
        guard coordinator.isAlive, coordinator.isPaused else { return }
        coordinator.isPaused = false
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
        case .coordinatorTick(_, let timer): if timer == coordinator.timer { handle(.tick) }
        case .coordinatorOpens: openRun()
        case .diskAdvances: advanceDisk()
        case .resultIsWritten:
            trace.note(43, 0, at: now, "the result is on disk")
            coordinator.disk.isDone = true
        default: break
        }
    }

    private func openRun() {
        let (checkpoint, problems) = coordinator.disk.newestGood(
            flippedBit: areFaultsOver ? 0 : faults.flippedBit, &chance)
        let state = checkpoint?.state
        trace.note(
            44, state?.step ?? 0, problems.count, at: now, "the run goes on from step \(state?.step ?? 0)")
        checks.restores(state)
        let term = coordinator.disk.nextTerm()
        handle(.opened(job.runPlan(from: state), term: term, RunPast(problems: problems)))
    }

    func handle(_ event: CoordinatorEvent) {
        guard coordinator.isAlive else { return }
        let actions = coordinator.core.handle(event, at: coordinator.clock.read(at: now))
        // Large clusters are looked at member by member now and then, small ones always.
        let isThorough = workers.count < 20 || outcome.events.isMultiple(of: workers.count)
        if let words = coordinator.core.contradiction(isThorough: isThorough) { checks.fail(words) }
        checks.look(step: coordinator.core.currentStep) { coordinator.core.arrived }
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
                // Every other worker is on the coordinator's machine.
                let worker = connections[Connection.number(of: peer)].worker
                guard worker.isMultiple(of: 2) else { continue }
                let offer = MemoryOffer(
                    run: run, memory: worker, numbers: numbers, partials: "p",
                    slots: Limits.sharedSlots(threads: threads), weights: "w", token: 1)
                send(Envelope(term: term, message: .memoryOffer(offer)), to: peer)
            case .writeCheckpoint(let checkpoint): write(checkpoint)
            case .report(let report): take(report)
            case .setTimer(let instant):
                coordinator.timer += 1
                queue.push(
                    .coordinatorTick(incarnation: coordinator.incarnation, timer: coordinator.timer),
                    at: coordinator.clock.time(of: instant, at: now))
            case .openRun:
                planSoon(.coordinatorOpens(incarnation: coordinator.incarnation), milliseconds: 20)
            case .keepUnusable(let run, let reason): checks.fail("\(run) cannot be used: \(reason)")
            case .exit, .exitAtOnce: killCoordinator(losesPower: false)
            }
        }
    }

    private func send(_ envelope: Envelope, to peer: PeerID) {
        let number = Connection.number(of: peer)
        if connections[number].isOpen {
            sendToWorker(envelope, by: number)
        } else {
            handle(.unreachable(peer))
        }
    }

    private func take(_ report: Report) {
        switch report {
        case .started, .fingerprint, .step, .epoch, .log: break
        case .incident(let incident):
            outcome.incidents += 1
            trace.note(
                45, outcome.incidents, at: now, "incident \(incident.kind.rawValue): \(incident.message)")
        case .finished(let result, _):
            trace.note(46, result.steps, at: now, "the job is finished")
            checks.finished(result)
            planSoon(.resultIsWritten(incarnation: coordinator.incarnation), milliseconds: 20)
        case .failed(_, let step, _, let reason):
            checks.fail("the job failed at step \(step): \(reason)")
        case .interrupted(_, let step): trace.note(47, step, at: now, "interrupted after step \(step)")
        }
    }

    // MARK: The disk

    private func write(_ checkpoint: Checkpoint) {
        checks.writes(checkpoint, isWriting: coordinator.disk.write != nil)
        if !areFaultsOver, chance.happens(faults.diskFull) {
            count("disk_full")
            return planSoon(
                .coordinatorEvent(
                    .checkpointWritten(
                        run: checkpoint.identity.id, step: checkpoint.state.step, problem: "no room"),
                    incarnation: coordinator.incarnation), milliseconds: 5)
        }
        coordinator.disk.begin(checkpoint, isLost: !areFaultsOver && chance.happens(faults.lostWrite))
        planSoon(.diskAdvances(incarnation: coordinator.incarnation), milliseconds: 1)
    }

    private func advanceDisk() {
        guard let write = coordinator.disk.write else { return }
        if coordinator.disk.advance() {
            let written = write.checkpoint
            handle(.checkpointWritten(run: written.identity.id, step: written.state.step, problem: nil))
        } else {
            plan(.diskAdvances(incarnation: coordinator.incarnation), after: chance.logBetween(1e5, 2e7))
        }
    }
}
