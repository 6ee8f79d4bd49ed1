import Training

/// The launcher's process: what the real one does for the supervision of its children, the coordinator and
/// every worker on its machine. Whoever runs on other machines is started again by others.
extension SimulatedCluster {
    /// Somebody starts the cluster, and again until nobody else has the folder.
    func startLauncher() {
        guard !launcher.isAlive else { return }
        guard !coordinator.isAlive else { return plan(.launcherStarts, after: 1e9) }
        let incarnation = launcher.incarnation + 1
        launcher = SimulatedLauncher(workers: (workers.count + 1) / 2, clock: newClock())
        launcher.incarnation = incarnation
        launcher.isAlive = true
        trace.note(70, incarnation, at: now, "the launcher starts")
        supervise(.begin)
    }

    /// The launcher is gone: the kernel tells its children.
    func killLauncher() {
        guard launcher.isAlive else { return }
        trace.note(71, 0, at: now, "the launcher is gone")
        launcher.isAlive = false
        signalCoordinator(.terminate)
        for index in workers.indices where isLocal(index) { signalWorker(index, .kill) }
        plan(.launcherStarts, after: chance.logBetween(1e7, 3e9))
    }

    func isLocal(_ worker: Int) -> Bool { machine(of: worker) == 0 }
    private func index(of worker: Int) -> Int { 2 * (worker - 1) }
    func child(at index: Int) -> ChildID { .worker(index / 2 + 1) }

    func supervise(_ event: SupervisionEvent) {
        guard launcher.isAlive else { return }
        let instant = launcher.clock.read(at: now)
        let actions = launcher.supervision.handle(event, at: instant)
        for action in actions { perform(action) }
        guard launcher.isAlive, let wakeAt = launcher.supervision.wakeAt else { return }
        launcher.timer += 1
        queue.push(
            .launcherTick(incarnation: launcher.incarnation, timer: launcher.timer),
            at: launcher.clock.time(of: wakeAt, at: now))
    }

    private func perform(_ action: SupervisionAction) {
        switch action {
        case .start(.coordinator, let isRestart):
            coordinator.isRestart = isRestart
            coordinator.isStarting = true
            planSoon(.coordinatorStarts(launcher: launcher.incarnation), milliseconds: 20)
        case .start(.worker(let number), _): start(index(of: number))
        case .signal(.coordinator, let signal): signalCoordinator(signal)
        case .signal(.worker(let number), let signal): signalWorker(index(of: number), signal)
        case .tell(let control): tell(control)
        case .say(let words): trace.note(72, 0, at: now, words)
        case .keep: break
        case .end:
            trace.note(73, 0, at: now, "the launcher ends")
            launcher.isAlive = false
            plan(.launcherStarts, after: chance.logBetween(1e7, 3e9))
        }
    }

    private func start(_ index: Int) {
        if workers[index].launcher != launcher.incarnation { workers[index].quickDeaths = (0, 0) }
        workers[index].launcher = launcher.incarnation
        if workers[index].quickDeaths.least > Limits.quickDeaths + 1 {
            checks.fail("\(workers[index].name) dies at once, and is started again and again")
        }
        workers[index].isStarting = true
        planSoon(.workerStarts(worker: index), milliseconds: 10)
        plan(.startIsDue(worker: index, launcher: launcher.incarnation), after: 2e9)
    }

    private func signalCoordinator(_ signal: SupervisionAction.Signal) {
        if coordinator.isStarting {
            coordinator.isStarting = false
            return ends(.coordinator, .signalled(15))
        }
        guard coordinator.isAlive else { return }
        switch signal {
        case .kill: killCoordinator(losesPower: false)
        case .terminate where coordinator.isPaused:
            coordinator.backlog.append(
                .coordinatorEvent(
                    .stopRequested("a signal asked it to"), incarnation: coordinator.incarnation))
        case .terminate: stopCoordinator()
        }
    }

    private func signalWorker(_ index: Int, _ signal: SupervisionAction.Signal) {
        if workers[index].isStarting {
            workers[index].isStarting = false
            return ends(child(at: index), .signalled(15))
        }
        guard workers[index].isAlive else { return }
        guard signal == .terminate else { return kill(index, isNoticed: true) }
        let stop = WorkerEvent.stopRequested("a signal asked it to")
        guard workers[index].isPaused else { return handle(stop, worker: index) }
        workers[index].backlog.append(
            .workerEvent(stop, worker: index, incarnation: workers[index].incarnation))
    }

    /// The kernel tells the launcher that a child has ended.
    func ends(_ child: ChildID, _ end: ProcessEnd) {
        guard launcher.isAlive else { return }
        planSoon(
            .childEnded(child, end, incarnation: launcher.incarnation), milliseconds: 0.1)
    }

    // MARK: What the coordinator is told

    private func tell(_ control: Control) {
        if coordinator.isAlive, !coordinator.isPaused {
            planSoon(
                .coordinatorIsTold(
                    control, incarnation: coordinator.incarnation, launcher: launcher.incarnation),
                milliseconds: 1)
        }
        if case .workerGivenUp(let name, _) = control {
            plan(.newsIsDue(worker: name, launcher: launcher.incarnation), after: 15e9)
        }
        // Where no answer comes before.
        planSoon(
            .launcherIsTold(control, isAnswered: false, incarnation: launcher.incarnation), milliseconds: 500)
    }

    /// A coordinator answers when it has taken in what it is told: one that is stopped or killed on the way
    /// has not.
    func isTold(_ control: Control, by launcher: Int) {
        if let event = CoordinatorEvent(control) { handle(event) }
        planSoon(.launcherIsTold(control, isAnswered: true, incarnation: launcher), milliseconds: 1)
    }

    func happenToLauncher(_ happening: Happening) {
        switch happening {
        case .launcherTick(_, let timer): if timer == launcher.timer { supervise(.tick) }
        case .launcherIsTold(let control, let isAnswered, _):
            supervise(.told(control, isAnswered: isAnswered))
        case .childEnded(let child, let end, _): supervise(.ended(child, end))
        case .newsIsDue(let name, _):
            guard launcher.supervision.isEnding || checks.givenUp.contains(name) else {
                return checks.fail("\(name) is given up, and the coordinator was never told")
            }
        default: break
        }
    }

    // MARK: Two at once

    /// A second launcher that is started beside the first must find the folder taken, whichever it hears of
    /// first: the other's coordinator, or its own launcher's end.
    func startRival() {
        var startUp = StartUp(launcher: 2, codeInUse: 2, at: Instant(nanoseconds: now))
        var news: [StartUp.Event] = [.answered(parent: 1), .tick, .answered(parent: nil)]
        news.insert(.ended(.exited(2)), at: chance.below(news.count + 1))
        for event in news { _ = startUp.handle(event, at: Instant(nanoseconds: now)) }
        if startUp.state != .failed(.inUse) {
            checks.fail("a second launcher in the folder takes the first one's cluster for its own")
        }
    }
}

extension CoordinatorEvent {
    /// What a launcher tells, as it reaches the state machine.
    fileprivate init?(_ control: Control) {
        switch control {
        case .shutdown: return nil
        case .workerExited(let name, let detail): self = .workerExited(name: name, detail: detail)
        case .workerGivenUp(let name, let detail): self = .workerGivenUp(name: name, detail: detail)
        }
    }
}
