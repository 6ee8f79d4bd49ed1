import Jobs
import Neural
import Series
import Training

/// The workers' processes: what the real service does for the state machine.
extension SimulatedCluster {
    func core(of name: String, threads: Int, _ clock: ProcessClock) -> WorkerCore {
        let hello = Hello(name: name, host: "h", pid: 1, threads: threads, fingerprint: "same")
        return WorkerCore(hello: hello, exitsWhenOrphaned: false, at: clock.read(at: now))
    }

    /// A process has been started: it connects, and says so.
    func begin(worker index: Int) {
        planSoon(
            .workerConnects(worker: index, incarnation: workers[index].incarnation), milliseconds: 20)
        handle(.tick, worker: index)
    }

    func restart(_ index: Int) {
        guard !workers[index].isAlive, workers[index].isStarting || !isLocal(index) else { return }
        workers[index].isStarting = false
        let clock = newClock()
        workers[index].clock = clock
        if workers[index].getsANewName {
            workers[index].getsANewName = false
            workers[index].name += "'"
        }
        workers[index].startedAt = now
        workers[index].restart(core: core(of: workers[index].name, threads: workers[index].threads, clock))
        trace.note(30, index, at: now, "\(workers[index].name) starts")
        begin(worker: index)
        if faults.doomed == index, !areFaultsOver {
            plan(
                .workerDies(worker: index, incarnation: workers[index].incarnation),
                after: chance.logBetween(1e6, 1e9))
        }
    }

    /// Whoever should have been started must be there, or be on his way out again.
    func startIsDue(_ index: Int, launcher incarnation: Int) {
        guard launcher.isAlive, launcher.incarnation == incarnation, !launcher.supervision.isEnding,
            workers[index].incarnation == 0
        else { return }
        checks.fail("\(workers[index].name) was to be started, and is not there")
    }

    /// A worker that died is there again, unless it has been given up.
    func returnIsDue(_ index: Int, launcher incarnation: Int) {
        guard launcher.isAlive, launcher.incarnation == incarnation, !launcher.supervision.isEnding,
            coordinator.isAlive, coordinator.stoppedAt == nil, !workers[index].isAlive,
            now - workers[index].diedAt >= 20_000_000_000,
            workers[index].quickDeaths.most <= Limits.quickDeaths
        else { return }
        checks.fail("\(workers[index].name) died 20 s ago, and nobody has started it again")
    }

    /// The process is gone, and started again after a while: by the launcher, or by others.
    func kill(_ index: Int, isNoticed: Bool, end: ProcessEnd = .signalled(9)) {
        guard workers[index].isAlive else { return }
        trace.note(31, index, at: now, "\(workers[index].name) is gone")
        workers[index].isAlive = false
        release(workers[index].backlog)
        workers[index].backlog = []
        if let number = workers[index].connection { close(number, isNoticed: isNoticed) }
        workers[index].diedAt = now
        workers[index].counts(end, after: now - workers[index].startedAt)
        if isLocal(index) {
            ends(child(at: index), end)
            plan(.returnIsDue(worker: index, launcher: launcher.incarnation), after: 20e9)
        } else {
            plan(.workerStarts(worker: index), after: chance.logBetween(1e7, 5e9))
        }
    }

    func goOn(_ index: Int) {
        guard workers[index].isAlive, workers[index].isPaused else { return }
        workers[index].isPaused = false
        workers[index].wellSince = now
        trace.note(32, index, at: now, "\(workers[index].name) goes on")
        let backlog = workers[index].backlog
        workers[index].backlog = []
        for happening in backlog {
            if case .toWorker(let envelope, let number) = happening {
                arriveAtWorker(envelope, by: number)
            } else if workers[index].isAlive {
                happen(happening, to: index)
            }
        }
    }

    /// What threads have held back is handed in.
    func speak(_ index: Int) {
        guard workers[index].isMute else { return }
        workers[index].isMute = false
        trace.note(62, index, at: now, "\(workers[index].name) answers again")
        let unsaid = workers[index].unsaid
        workers[index].unsaid = []
        for happening in unsaid where workers[index].isAlive { happen(happening, to: index) }
    }

    /// What waits in a dead process's queues takes no room any more.
    func release(_ backlog: [Happening]) {
        for happening in backlog {
            switch happening {
            case .toWorker(_, let number): connections[number].waitingForWorker -= 1
            case .toCoordinator(_, let number): connections[number].waitingForCoordinator -= 1
            default: break
            }
        }
    }

    func happen(_ happening: Happening, to index: Int) {
        switch happening {
        case .workerEvent(let event, _, _): handle(event, worker: index)
        case .workerTick(_, _, let timer):
            if timer == workers[index].timer { handle(.tick, worker: index) }
        case .leafIsDone where workers[index].isMute, .sliceIsDone where workers[index].isMute:
            workers[index].unsaid.append(happening)
        case .leafIsDone(let computation, let leaf, let thread, let seconds, _, _):
            let result = compute(leaf, of: computation, seconds: seconds, by: index)
            workers[index].isBusy[thread] = false
            handle(.computed(computation, result), worker: index)
            if workers[index].isAlive { startLeaf(thread, of: index) }
        case .sliceIsDone(let order, let slice, let thread, let seconds, _, _):
            workers[index].isBusy[thread] = false
            guard let forecasts = forecasts(order, slice: slice, seconds: seconds) else { return }
            handle(.forecast(forecasts), worker: index)
            if workers[index].isAlive { startLeaf(thread, of: index) }
        case .workerConnects: connect(index)
        case .workerDies: kill(index, isNoticed: true)
        default: break
        }
    }

    func handle(_ event: WorkerEvent, worker index: Int) {
        guard workers[index].isAlive else { return }
        perform(workers[index].core.handle(event, at: workers[index].clock.read(at: now)), of: index)
    }

    func perform(_ actions: [WorkerAction], of index: Int) {
        for action in actions {
            guard workers[index].isAlive else { return }
            switch action {
            case .send(let envelope): sendToCoordinator(envelope, from: index)
            case .openData(let digest, _):
                let isThere = workers[index].data.contains(digest)
                later(.dataOpened(digest: digest, found: isThere), worker: index)
                if !isThere { workers[index].fetched[digest] = 0 }
            case .storeChunk(let chunk): store(chunk, worker: index)
            case .prepare(let prepare):
                if !workers[index].data.contains(prepare.dataDigest) {
                    checks.fail("\(workers[index].name) sets up a job without its data")
                }
                guard let job = job(of: prepare.run) else { continue }
                workers[index].leaves.keepOnly(prepare.run)
                later(.prepared(run: prepare.run, job.plan), worker: index, milliseconds: 20)
            case .attachMemory(let offer):
                workers[index].sharesMemory = true
                later(.memoryAttached(run: offer.run), worker: index)
            case .detachMemory: workers[index].sharesMemory = false
            case .log: break
            case .compute(let computation):
                workers[index].leaves.begin(computation)
                for thread in 0..<workers[index].threads { startLeaf(thread, of: index) }
            case .abandon: workers[index].leaves.abandon()
            case .prepareOrder(let digest, _): prepareOrder(digest, worker: index)
            case .computeSlices(let assignment): beginSlices(assignment, worker: index)
            case .abandonSlices: workers[index].slices.abandon()
            case .forgetOrder: workers[index].order = nil
            case .setTimer(let instant):
                workers[index].timer += 1
                let worker = workers[index]
                queue.push(
                    .workerTick(worker: index, incarnation: worker.incarnation, timer: worker.timer),
                    at: worker.clock.time(of: instant, at: now))
            case .stop: kill(index, isNoticed: true, end: .exited(0))
            }
        }
    }

    private func job(of run: String) -> SimulatedJob? { runs.first { $0.id == run }?.job }

    func later(_ event: WorkerEvent, worker index: Int, milliseconds: Double = 2) {
        planSoon(
            .workerEvent(event, worker: index, incarnation: workers[index].incarnation),
            milliseconds: milliseconds)
    }

    /// Keeps a part of the data as the real store does: in order, and checked at the end.
    private func store(_ chunk: DataChunk, worker index: Int) {
        if !areFaultsOver, chance.happens(faults.badData) {
            workers[index].fetched[chunk.digest] = 0
            return later(
                .dataFailed(digest: chunk.digest, reason: "it has another digest, or there is no room"),
                worker: index)
        }
        if workers[index].fetched[chunk.digest] == chunk.offset {
            workers[index].fetched[chunk.digest] = chunk.offset + SimulatedRun.chunkBytes
        }
        let bytes = workers[index].fetched[chunk.digest, default: 0]
        let isComplete = bytes >= SimulatedRun.dataChunks * SimulatedRun.chunkBytes
        if isComplete { workers[index].data.insert(chunk.digest) }
        later(
            .chunkStored(
                digest: chunk.digest, nextOffset: bytes, isComplete: isComplete), worker: index)
    }

    // MARK: Computing

    /// Has a thread without work take the next leaf. One in hand is finished first, as in earnest.
    func startLeaf(_ thread: Int, of index: Int) {
        guard !workers[index].isBusy[thread] else { return }
        guard let (computation, leaf) = workers[index].leaves.take() else {
            workers[index].isBusy[thread] = startSlice(thread, of: index)
            return
        }
        workers[index].isBusy[thread] = true
        let time = leafTime * workers[index].slowness * chance.between(0.9, 1.2)
        plan(
            .leafIsDone(
                computation, leaf: leaf, thread: thread, seconds: time / 1e9, worker: index,
                incarnation: workers[index].incarnation), after: time)
    }

    private func compute(
        _ leaf: Int, of computation: Computation, seconds: Double, by index: Int
    ) -> LeafResult {
        guard let job = job(of: computation.run) else {
            checks.fail("\(workers[index].name) computes for no run")
            return LeafResult(leaf: leaf, sum: NodeSum(MetricSums()), computeTime: .zero)
        }
        var sum: NodeSum
        switch computation.purpose {
        case .train:
            sum = job.computation.gradient(
                step: computation.step, microbatch: leaf, weights: computation.weights)
            if lies(index) { corrupt(&sum, worker: index, step: computation.step) }
        case .validate, .test:
            sum = NodeSum(
                job.computation.metrics(computation.purpose, slice: leaf, weights: computation.weights))
        }
        return LeafResult(leaf: leaf, sum: sum, computeTime: .nanoseconds(Int64(seconds * 1e9)))
    }

    /// Whether a worker computes wrongly now: only while two honest ones are there who can find it out.
    private func lies(_ index: Int) -> Bool {
        guard faults.liar == index, chance.happens(faults.lie), coordinator.isAlive else { return false }
        return coordinator.core.readyWorkers(besides: workers[index].name) >= 2
    }

    private func corrupt(_ sum: inout NodeSum, worker index: Int, step: Int) {
        count("wrong_partial")
        trace.note(
            33, index, step, at: now, "\(workers[index].name) computes a wrong partial of step \(step)")
        let place = chance.below(sum.gradient.count)
        let flipped = sum.gradient[place].bitPattern ^ (1 << UInt32(chance.below(32)))
        sum.gradient[place] = chance.happens(0.1) ? .nan : Float(bitPattern: flipped)
    }
}
