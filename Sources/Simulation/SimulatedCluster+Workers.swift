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
        guard !workers[index].isAlive else { return }
        let clock = newClock()
        workers[index].clock = clock
        workers[index].restart(core: core(of: workers[index].name, threads: workers[index].threads, clock))
        trace.note(30, index, at: now, "\(workers[index].name) starts")
        begin(worker: index)
    }

    /// The process is gone, and started again after a while.
    func kill(_ index: Int, isNoticed: Bool) {
        guard workers[index].isAlive else { return }
        trace.note(31, index, at: now, "\(workers[index].name) is gone")
        workers[index].isAlive = false
        release(workers[index].backlog)
        workers[index].backlog = []
        if let number = workers[index].connection { close(number, isNoticed: isNoticed) }
        if isNoticed, chance.happens(0.5), coordinator.isAlive {
            planSoon(
                .coordinatorEvent(
                    .workerExited(name: workers[index].name, detail: "ended"),
                    incarnation: coordinator.incarnation), milliseconds: 1)
        }
        plan(.workerStarts(worker: index), after: chance.logBetween(1e7, 5e9))
    }

    func goOn(_ index: Int) {
        guard workers[index].isAlive, workers[index].isPaused else { return }
        workers[index].isPaused = false
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
        case .leafIsDone(let computation, let leaf, let thread, let seconds, _, _):
            let result = compute(leaf, of: computation, seconds: seconds, by: index)
            workers[index].isBusy[thread] = false
            handle(.computed(computation, result), worker: index)
            if workers[index].isAlive { startLeaf(thread, of: index) }
        case .workerConnects: connect(index)
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
                later(.dataOpened(digest: digest, found: workers[index].hasData), worker: index)
                if !workers[index].hasData { workers[index].received = 0 }
            case .storeChunk(let chunk): store(chunk, worker: index)
            case .prepare(let prepare):
                if !workers[index].hasData {
                    checks.fail("\(workers[index].name) sets up a job without its data")
                }
                later(.prepared(run: prepare.run, job.plan), worker: index, milliseconds: 20)
            case .attachMemory(let offer): later(.memoryAttached(run: offer.run), worker: index)
            case .detachMemory, .log: break
            case .compute(let computation):
                workers[index].computation = computation
                workers[index].nextLeaf = computation.leaves.lowerBound
                for thread in 0..<workers[index].threads { startLeaf(thread, of: index) }
            case .abandon: workers[index].computation = nil
            case .setTimer(let instant):
                workers[index].timer += 1
                let worker = workers[index]
                queue.push(
                    .workerTick(worker: index, incarnation: worker.incarnation, timer: worker.timer),
                    at: worker.clock.time(of: instant, at: now))
            case .stop: kill(index, isNoticed: true)
            }
        }
    }

    private func later(_ event: WorkerEvent, worker index: Int, milliseconds: Double = 2) {
        planSoon(
            .workerEvent(event, worker: index, incarnation: workers[index].incarnation),
            milliseconds: milliseconds)
    }

    /// Keeps a part of the data as the real store does: in order, and checked at the end.
    private func store(_ chunk: DataChunk, worker index: Int) {
        if !areFaultsOver, chance.happens(faults.badData) {
            workers[index].received = 0
            return later(
                .dataFailed(digest: chunk.digest, reason: "it has another digest, or there is no room"),
                worker: index)
        }
        if chunk.offset == workers[index].received { workers[index].received += SimulatedJob.chunkBytes }
        let isComplete = workers[index].received >= SimulatedJob.dataChunks * SimulatedJob.chunkBytes
        if isComplete { workers[index].hasData = true }
        later(
            .chunkStored(
                digest: chunk.digest, nextOffset: workers[index].received, isComplete: isComplete),
            worker: index)
    }

    // MARK: Computing

    /// Has a thread without work take the next leaf. One in hand is finished first, as in earnest.
    private func startLeaf(_ thread: Int, of index: Int) {
        guard !workers[index].isBusy[thread], let (computation, leaf) = workers[index].takeLeaf() else {
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
