import Dispatch
import Forecasting
import Glibc
package import Logging
import Store
import System
import Training
import Transport

/// A coordinator process: one thread owns the sockets and decides by `CoordinatorCore`; another writes to the
/// disk and prepares jobs.
package final class CoordinatorService {
    /// What the disk thread hands back.
    enum Done: Sendable {
        case checkpointWritten(run: String, step: Int, problem: String?)
        case chunkRead(DataChunk, to: PeerID, term: UInt64)
        /// - Parameter wasRunning: an earlier coordinator died over the run.
        case runOpened(
            PreparedRun, model: ModelDescription, problems: [String], term: UInt64, wasRunning: Bool)
        case runUnusable(id: String, problem: String)
        case submitted(RoutingID, Reply, run: String?)
        case resultWritten(problem: String?)
        case chunkUnreadable(problem: String, for: PeerID)
    }

    private let options: CoordinatorOptions
    let logger: Logger
    private let signals: SignalDescriptor
    let done: Mailbox<Done>
    let state: StateDirectory
    private let lock: StateLock
    private let context: Context
    private let workers: WorkerSockets
    let query: Socket
    let disk = DispatchQueue(label: "lockstep.coordinator.disk")
    private var core: CoordinatorCore
    private var journal: RunJournal?
    private var lines = LineLimits()
    /// Workers for whom data are being read: one part at a time for each, as they ask for them.
    private var reading: Set<PeerID> = []
    private var waitingRuns: [String]
    private var isOpening = false
    /// Not yet said of a run: an incident belongs to one.
    private var isRestart: Bool
    private var timer = Instant.now
    private var isStopped = false
    /// When a stop was asked for first.
    private var stoppedAt: Instant?
    private var outcome = Outcome.done

    /// How a coordinator ended.
    package enum Outcome: Sendable, Equatable {
        case done
        case failed
        case interrupted
    }

    /// - Throws: `StoreError.inUse`; `TransportError` where an address is taken or a key is missing;
    ///   `ServiceError`.
    package init(_ options: CoordinatorOptions, logger: Logger) throws {
        signals = try SignalDescriptor([SIGINT, SIGTERM])
        DescriptorLimit.raise(to: Limits.descriptors)
        if let parent = options.parent { try ParentProcess.tieTo(parent, signal: SIGTERM) }
        self.options = options
        self.logger = logger
        done = try Mailbox()
        state = try StateDirectory(creating: options.state)
        lock = try state.lock()
        try state.removeSockets()
        try RunStore(folder: state.runs).removeLeftovers()
        context = try Context()
        workers = try WorkerSockets(options, state: state, context: context, logger: logger)
        query = try Socket(
            .router, in: context,
            options: Socket.Options(linger: Limits.farewell, largestFrame: Limits.headerBytes))
        try query.bind(state.address(of: .query))
        let term = try state.nextTerm()
        core = CoordinatorCore(term: term, at: .now)
        isRestart = options.isRestart
        waitingRuns = try options.run.map { [$0] } ?? Self.unfinishedRuns(in: state)
        logger.info("coordinator \(getpid()) serves \(state.path), term \(term)")
    }

    /// Serves until the run is done (if told to end then), or a signal or request asks for the end.
    ///
    /// - Throws: `TransportError` where a socket fails; `SystemError`.
    package func run() throws -> Outcome {
        openNextRun()
        perform(core.handle(.tick, at: .now))
        while !isStopped { try turn() }
        // What the disk thread has in hand is finished before the lock goes.
        disk.sync {}
        workers.close()
        query.close()
        context.finish()
        try? state.removeSockets()
        return outcome
    }

    /// Runs that were submitted, or that a coordinator died over.
    private static func unfinishedRuns(in state: StateDirectory) throws -> [String] {
        try RunStore(folder: state.runs).list().runs
            .filter { $0.status == .queued || $0.status == .running }.map(\.id)
    }

    // MARK: The loop

    private func turn() throws {
        let items: [Poller.Item] =
            [
                .descriptor(signals.descriptor, .readable), .descriptor(done.descriptor, .readable),
                .socket(query, .readable),
            ] + workers.pollItems
        let left = Duration.nanoseconds(max(0, timer.nanoseconds - Instant.now.nanoseconds))
        let ready = try Poller.wait(for: items, timeout: left, wakeful: Limits.wakefulWait)
        if ready[0].contains(.readable), !signals.take().isEmpty { stop("a signal asked for the end") }
        if ready[1].contains(.readable) {
            for item in done.take() { take(item) }
        }
        if ready[2].contains(.readable) { try answerQueries() }
        // Taken out one by one: a partial that the list still held would be copied when another is added to
        // it.
        var events = [CoordinatorEvent](try workers.receive(ready[3...]).reversed())
        while let event = events.popLast() { perform(core.handle(event, at: .now)) }
        if timer <= .now { perform(core.handle(.tick, at: .now)) }
    }

    /// The first call ends the work at hand in order, the second ends the process.
    private func stop(_ reason: String) {
        if outcome == .interrupted {
            if let stoppedAt, stoppedAt + Limits.signalEcho <= .now { exit(ExitStatus.interrupted) }
            return
        }
        stoppedAt = .now
        // A run that is being opened is interrupted before it has begun.
        if isOpening || core.activeRun.map({ !$0.isFinished }) == true { outcome = .interrupted }
        perform(core.handle(.stopRequested(reason), at: .now))
    }

    private func take(_ item: Done) {
        switch item {
        case .checkpointWritten(let run, let step, let problem):
            perform(core.handle(.checkpointWritten(run: run, step: step, problem: problem), at: .now))
        case .chunkRead(let chunk, let peer, let term):
            reading.remove(peer)
            send(Envelope(term: term, message: .dataChunk(chunk)), to: peer)
        case .runOpened(let plan, let model, let problems, let term, let wasRunning):
            if wasRunning { isRestart = true }
            begin(plan, model: model, problems: problems, term: term)
        case .runUnusable(let id, let problem):
            logger.error("run \(id) cannot be used: \(problem)")
            isOpening = false
            if options.exitsWhenDone {
                outcome = .failed
                perform(core.handle(.stopRequested("the run cannot be used"), at: .now))
            } else {
                openNextRun()
            }
        case .submitted(let client, let reply, let run):
            answer(reply, to: client)
            if let run {
                waitingRuns.append(run)
                openNextRun()
            }
        case .resultWritten(let problem): runEnded(problem: problem)
        case .chunkUnreadable(let problem, let peer):
            reading.remove(peer)
            log(.warning, "data", "a worker asked for data that cannot be read: \(problem)")
        }
    }

    // MARK: Actions

    private func perform(_ actions: [CoordinatorAction]) {
        for action in actions {
            switch action {
            case .send(let envelope, let peer): send(envelope, to: peer)
            case .sendData(let digest, let offset, let peer, let term):
                readChunk(digest: digest, offset: offset, for: peer, term: term)
            case .offerMemory(let run, let numbers, let peer, let threads, let term):
                let offer = workers.memoryOffer(
                    run: run, numbers: numbers, to: peer, threads: threads, isMember: core.isMember)
                if let offer { send(Envelope(term: term, message: .memoryOffer(offer)), to: peer) }
            case .writeCheckpoint(let checkpoint): write(checkpoint)
            case .report(let report): take(report)
            case .setTimer(let instant): timer = instant
            case .stop: isStopped = true
            }
        }
    }

    private func send(_ envelope: Envelope, to peer: PeerID) {
        do {
            switch try workers.send(envelope, to: peer) {
            case .sent, .unreachable: break
            case .wouldBlock:
                log(.warning, "queue", "a worker's queue is full; a message to it was dropped")
            }
        } catch {
            logger.error("cannot send: \(error)")
        }
    }

    /// Writes a line, unless there were too many like it.
    private func log(_ level: Logger.Level, _ topic: String, _ text: @autoclosure () -> String) {
        if let line = lines.line(topic, text(), at: .now) { logger.log(level: level, "\(line)") }
    }

    private func take(_ report: Report) {
        switch report {
        case .log(let line): log(.info, line, line)
        case .incident(let incident):
            log(.warning, "\(incident.kind) \(incident.worker ?? "")", incident.message)
        case .started(let run): logger.info("run \(run) begins or goes on")
        case .epoch(let run, let epoch, let record):
            let validation = record.validationLoss.map { "\($0)" } ?? "-"
            logger.info("\(run): epoch \(epoch): loss \(record.trainLoss), validation \(validation)")
        case .fingerprint(_, let fingerprint): logger.info("numerics fingerprint \(fingerprint)")
        case .finished(let result): logger.info("\(result.run) finished after \(result.steps) steps")
        case .failed(let run, _, _, let reason):
            logger.error("\(run) failed: \(reason)")
            outcome = .failed
        case .interrupted(let run, let step): logger.info("\(run) interrupted after \(step) steps")
        }
        journal?.take(report, samplesPerSecond: core.averageSamplesPerSecond(at: .now), on: disk)
    }
}

// MARK: Runs

extension CoordinatorService {
    /// Begins the next run that waits, if none is at work.
    private func openNextRun() {
        guard !isOpening, stoppedAt == nil, core.activeRun.map(\.isFinished) ?? true, !waitingRuns.isEmpty
        else { return }
        isOpening = true
        let id = waitingRuns.removeFirst()
        disk.async { [state, done] in
            do {
                let run = try RunStore(folder: state.runs).find(id)
                let wasRunning = try run.record().status == .running
                let (plan, model, problems) = try RunPreparation.open(run, in: state)
                done.post(
                    .runOpened(
                        plan, model: model, problems: problems, term: try state.nextTerm(),
                        wasRunning: wasRunning))
            } catch {
                done.post(.runUnusable(id: id, problem: "\(error)"))
            }
        }
    }

    private func begin(_ run: PreparedRun, model: ModelDescription, problems: [String], term: UInt64) {
        isOpening = false
        guard stoppedAt == nil else { return }
        do {
            let folder = try RunStore(folder: state.runs).find(run.id)
            journal = try RunJournal(folder: folder, run: run, model: model, done: done)
        } catch {
            take(.runUnusable(id: run.id, problem: "\(error)"))
            return
        }
        perform(core.handle(.start(run, term: term), at: .now))
        if isRestart {
            isRestart = false
            let age = journal?.folder.checkpoints.age(step: run.state.step)
            perform(core.handle(.restarted(secondsLost: age), at: .now))
        }
        if !problems.isEmpty { perform(core.handle(.restored(problems: problems), at: .now)) }
    }

    /// The run's result is on disk, or could not be put there.
    private func runEnded(problem: String?) {
        workers.forgetWeights()
        if let problem {
            outcome = .failed
            logger.error("the result could not be written: \(problem)")
        }
        if options.exitsWhenDone {
            perform(core.handle(.stopRequested("the job is done"), at: .now))
        } else {
            openNextRun()
        }
    }

    private func write(_ checkpoint: Checkpoint) {
        guard let journal else { return }
        disk.async { [done, folder = journal.folder, tensors = journal.tensors, slots = journal.slots] in
            var problem: String?
            do {
                _ = try folder.checkpoints.write(checkpoint, tensors: tensors, slotNames: slots)
            } catch {
                problem = "\(error)"
            }
            done.post(
                .checkpointWritten(run: checkpoint.run, step: checkpoint.state.step, problem: problem))
        }
    }

    private func readChunk(digest: String, offset: Int, for peer: PeerID, term: UInt64) {
        guard reading.insert(peer).inserted else { return }
        disk.async { [done, data = state.data] in
            do {
                let bytes = try DataCache(folder: data).chunk(
                    digest, offset: offset, maxBytes: Limits.dataChunkBytes)
                let chunk = DataChunk(digest: digest, offset: offset, bytes: bytes)
                done.post(.chunkRead(chunk, to: peer, term: term))
            } catch {
                done.post(.chunkUnreadable(problem: "\(error)", for: peer))
            }
        }
    }
}

// MARK: Queries

extension CoordinatorService {
    private func answerQueries() throws {
        for _ in 0..<Limits.requestsPerTurn {
            guard let message = try query.receive(), let client = message.peer else { return }
            do {
                try answer(Wire.decodeRequest(message), from: client)
            } catch {
                log(.warning, "request", "dropped a request: \(error)")
                answer(Reply(code: .refused, message: "\(error)"), to: client)
            }
        }
    }

    private func answer(_ request: Request, from client: RoutingID) throws {
        switch request {
        case .status(let run):
            let status = core.status(pid: Int(getpid()), waiting: waitingRuns, at: .now)
            if let run, run != status.job?.id {
                let known = try RunStore(folder: state.runs).find(run).record()
                answer(
                    Reply(code: .refused, message: "\(run) is not at work: it is \(known.status.rawValue)"),
                    to: client)
            } else {
                answer(Reply(code: .done, body: try JSON.encode(status)), to: client)
            }
        case .submit(let text, let path): submit(text, path: path, from: client)
        case .control(.shutdown):
            answer(Reply(code: .done, message: "\(getpid())"), to: client)
            stop("a request asked for the end")
        case .control(.workerExited(let name, let detail)):
            answer(Reply(code: .done), to: client)
            // Most often its closed connection was noticed before.
            logger.info("the process of \(name) \(detail)")
            perform(core.handle(.workerExited(name: name, detail: detail), at: .now))
        case .control(.workerGivenUp(let name, let detail)):
            answer(Reply(code: .done), to: client)
            perform(core.handle(.workerGivenUp(name: name, detail: detail), at: .now))
        }
    }

    private func submit(_ text: String, path: String, from client: RoutingID) {
        disk.async { [state, done] in
            do {
                let job = try JobReader.read(text, file: path)
                let run = try RunPreparation.create(job, relativeTo: Folder.parent(of: path), in: state).run
                done.post(.submitted(client, Reply(code: .done, message: run.id), run: run.id))
            } catch {
                done.post(.submitted(client, Reply(code: .refused, message: "\(error)"), run: nil))
            }
        }
    }

    private func answer(_ reply: Reply, to client: RoutingID) {
        do {
            // A client that has gone, or reads too slowly, has given up: there is nobody to tell.
            _ = try query.send(Wire.encode(reply), to: client)
        } catch {
            logger.error("cannot answer a request: \(error)")
        }
    }
}
