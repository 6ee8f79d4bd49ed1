import Training

/// What goes wrong, and when.
extension SimulatedCluster {
    func planFaults() {
        guard faults.end > 0 else { return }
        for kind in FaultPlan.Kind.allCases { planNext(kind) }
        queue.push(.faultsEnd, at: faults.end)
    }

    /// The next fault of a kind: after a time that is uniform around its mean.
    private func planNext(_ kind: FaultPlan.Kind) {
        let rate = faults.rates[kind.rawValue]
        guard rate > 0 else { return }
        plan(.fault(kind), after: 2e9 / rate * chance.unit())
    }

    func count(_ fault: String) { outcome.faults[fault, default: 0] += 1 }

    func strike(_ kind: FaultPlan.Kind) {
        guard !areFaultsOver else { return }
        planNext(kind)
        count("\(kind)")
        let worker = chance.below(workers.count)
        trace.note(50, kind.rawValue, worker, at: now, "fault: \(kind) (\(workers[worker].name))")
        switch kind {
        case .workerCrash: kill(worker, isNoticed: chance.happens(0.7))
        case .workerStop: handle(.stopRequested("a signal asked it to"), worker: worker)
        case .workerPause:
            guard workers[worker].isAlive else { return }
            workers[worker].isPaused = true
            plan(.workerGoesOn(worker: worker), after: chance.logBetween(1e6, 5e9))
        case .workerSlow:
            workers[worker].slowness = chance.logBetween(1.5, 100)
            plan(.workerIsUsual(worker: worker), after: chance.logBetween(1e8, 1e10))
        case .coordinatorCrash: killCoordinator(losesPower: false)
        case .powerCut:
            // All that runs on the machine is gone before anybody can do anything about it.
            let isLaunched = launcher.isAlive
            launcher.isAlive = false
            coordinator.isStarting = false
            killCoordinator(losesPower: true)
            for index in workers.indices where isLocal(index) {
                workers[index].isStarting = false
                kill(index, isNoticed: false)
            }
            if isLaunched { plan(.launcherStarts, after: chance.logBetween(1e7, 3e9)) }
        case .launcherCrash: killLauncher()
        case .launcherStop: supervise(.stopRequested)
        case .workerMute:
            guard workers[worker].isAlive, !workers[worker].isMute else { return }
            workers[worker].isMute = true
            workers[worker].muteSince = now
            workers[worker].lates = 0
            plan(.workerSpeaks(worker: worker), after: chance.logBetween(1e9, 1e11))
        case .workerRenamed:
            guard !isLocal(worker) else { return }
            workers[worker].getsANewName = true
            kill(worker, isNoticed: chance.happens(0.7))
        case .coordinatorStop: stopCoordinator()
        case .coordinatorPause:
            coordinator.isPaused = coordinator.isAlive
            plan(.coordinatorGoesOn, after: chance.logBetween(1e6, 5e9))
        case .disconnect:
            guard let number = workers[worker].connection else { return }
            close(number, isNoticed: chance.happens(0.7))
            planSoon(
                .workerConnects(worker: worker, incarnation: workers[worker].incarnation), milliseconds: 100)
        case .partition: cutOff(worker, toCoordinator: true, toWorker: true)
        case .oneWayPartition:
            let isOutward = chance.happens(0.5)
            cutOff(worker, toCoordinator: isOutward, toWorker: !isOutward)
        case .clockJump: jumpClock(worker)
        }
    }

    private func cutOff(_ worker: Int, toCoordinator: Bool, toWorker: Bool) {
        isCutOff[worker] = (toCoordinator, toWorker)
        plan(.linkHeals(worker: worker), after: chance.logBetween(1e7, 1e10))
    }

    /// A clock jumps ahead: whatever its process waits for is due at once.
    private func jumpClock(_ worker: Int) {
        let jump = Int64(chance.logBetween(1e7, 1e11))
        if chance.happens(0.3) {
            coordinator.clock.jump(jump)
            plan(
                .coordinatorTick(incarnation: coordinator.incarnation, timer: coordinator.timer), after: 0)
        } else {
            workers[worker].clock.jump(jump)
            plan(
                .workerTick(
                    worker: worker, incarnation: workers[worker].incarnation, timer: workers[worker].timer),
                after: 0)
        }
    }

    /// From now on nothing goes wrong: everything that stood still goes on, everything that was cut is whole.
    func endFaults() {
        areFaultsOver = true
        trace.note(51, 0, at: now, "faults end")
        for index in workers.indices {
            isCutOff[index] = (false, false)
            workers[index].slowness = 1
            speak(index)
            workers[index].wellSince = now
            goOn(index)
        }
        goOnCoordinator()
    }
}
