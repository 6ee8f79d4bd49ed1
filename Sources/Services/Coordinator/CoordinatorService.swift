import Glibc
package import Logging
import Store
import System
package import Training
import Transport

/// A coordinator process: one thread owns the sockets and decides by `CoordinatorCore`; another writes to the
/// disk and prepares jobs.
package final class CoordinatorService {
    private let logger: Logger
    private let signals: SignalDescriptor
    private let state: StateDirectory
    private let lock: StateLock
    private let context: Context
    private let workers: WorkerSockets
    private let queries: CoordinatorQueries
    private let disk: CoordinatorDisk
    private let done: Mailbox<CoordinatorDisk.Done>
    private let log: ReportLog
    package let status = PublishedStatus()
    /// Of the run at work, or the last one.
    private var journal: RunJournal?
    /// What the run at work, or the last one, has to beat over its validation windows.
    private var naive: (run: String, errors: NaiveSummary)?
    /// Workers for whom data are being read: one part at a time for each, as they ask for them.
    private var reading: Set<PeerID> = []
    /// Orders that are being read.
    private var opening: Set<String> = []
    private var core: CoordinatorCore
    private var timer = Instant.now
    private var end: CoordinatorEnd?

    /// - Throws: `StoreError.inUse`; `TransportError` where an address is taken or a key is missing;
    ///   `ServiceError`.
    package init(_ options: CoordinatorOptions, logger: Logger) throws {
        signals = try SignalDescriptor([SIGINT, SIGTERM])
        DescriptorLimit.raise(to: Limits.descriptors)
        if let parent = options.parent { try ParentProcess.tieTo(parent, signal: SIGTERM) }
        self.logger = logger
        log = ReportLog(logger)
        state = try StateDirectory(creating: options.state)
        lock = try state.lock()
        try state.removeSockets()
        let runs = RunStore(folder: state.runs)
        try runs.removeLeftovers()
        try state.forecasts.removeAll()
        done = try Mailbox()
        disk = CoordinatorDisk(state, wasKilled: options.wasKilled, done: done)
        context = try Context()
        workers = try WorkerSockets(options, state: state, context: context, logger: logger)
        queries = try CoordinatorQueries(state, context: context, logger: logger)
        let term = try state.nextTerm()
        core = CoordinatorCore(
            term: term, queue: RunQueue(waiting: try options.run.map { [$0] } ?? runs.unfinished()),
            exitsWhenDone: options.exitsWhenDone, isRestart: options.isRestart, at: .now)
        logger.info("coordinator \(getpid()) serves \(state.path), term \(term)")
        ServiceNews.ready.tell()
    }

    /// Serves until the run is done (if told to end then), or a signal or request asks for the end.
    ///
    /// - Throws: `TransportError` where a socket fails; `SystemError`.
    package func run() throws -> CoordinatorEnd {
        handle(.tick)
        while true {
            if let end {
                ServiceNews.stopping.tell()
                // What the disk thread has in hand is finished before the lock goes.
                disk.finish()
                workers.close()
                queries.close()
                context.finish()
                try? state.removeSockets()
                return end
            }
            try turn()
        }
    }

    private func turn() throws {
        let items: [Poller.Item] =
            [.descriptor(signals.descriptor, .readable), .descriptor(done.descriptor, .readable)]
            + [queries.pollItem] + workers.pollItems
        let left = Duration.nanoseconds(max(0, timer.nanoseconds - Instant.now.nanoseconds))
        let ready = try Poller.wait(for: items, timeout: left, wakeful: Limits.wakefulWait)
        if ready[0].contains(.readable), !signals.take().isEmpty {
            handle(.stopRequested("a signal asked for the end"))
        }
        if ready[1].contains(.readable) {
            for item in done.take() { take(item) }
        }
        if ready[2].contains(.readable) {
            for (client, request) in try queries.receive() { answer(request, from: client) }
        }
        // Taken out one by one: a partial that the list still held would be copied when another is added to
        // it.
        var events = [CoordinatorEvent](try workers.receive(ready[3...]).reversed())
        while let event = events.popLast() { handle(event) }
        if timer <= .now {
            handle(.tick)
            publish()
        }
    }

    private func publish() {
        var now = core.status(pid: Int(getpid()), at: .now)
        if let naive, now.job?.id == naive.run { now.job?.naive = naive.errors }
        status.publish(now)
    }

    private func take(_ item: CoordinatorDisk.Done) {
        switch item {
        case .event(let event):
            if case .resultWritten = event { workers.forgetWeights() }
            handle(event)
        case .opened(let run, let journal, let term, let past):
            self.journal = journal
            handle(.opened(run, term: term, past))
        case .naive(let run, let errors): naive = (run, errors)
        case .chunkRead(let chunk, let peer, let term):
            reading.remove(peer)
            send(Envelope(term: term, message: .dataChunk(chunk)), to: peer)
        case .chunkUnreadable(let problem, let peer):
            reading.remove(peer)
            log.write(.warning, "data", "a worker asked for data that cannot be read: \(problem)")
        case .orderOpened(let client, let order):
            opening.remove(order.digest)
            handle(.ordered(order))
            answer(progressOf: order.digest, to: client)
        case .orderUnreadable(let client, let digest, let problem):
            opening.remove(digest)
            queries.answer(Reply(code: .refused, message: problem), to: client)
        case .answered(let client, let reply): queries.answer(reply, to: client)
        case .submitted(let client, let run):
            queries.answer(Reply(code: .done, message: run), to: client)
            handle(.submitted(run: run))
        }
    }

    // MARK: Actions

    private func handle(_ event: CoordinatorEvent) {
        for action in core.handle(event, at: .now) { perform(action) }
    }

    private func perform(_ action: CoordinatorAction) {
        switch action {
        case .send(let envelope, let peer): send(envelope, to: peer)
        case .sendData(let digest, let offset, let peer, let term):
            guard reading.insert(peer).inserted else { return }
            disk.readChunk(digest: digest, offset: offset, for: peer, term: term)
        case .offerMemory(let run, let numbers, let peer, let threads, let term):
            let offer = workers.memoryOffer(
                run: run, numbers: numbers, to: peer, threads: threads, isMember: core.isMember)
            if let offer { send(Envelope(term: term, message: .memoryOffer(offer)), to: peer) }
        case .writeCheckpoint(let checkpoint): journal?.write(checkpoint)
        case .keepForecasts(let order, let outputs, let place):
            disk.keepForecasts(outputs, of: order, at: place)
        case .finishForecasts(let order): disk.finishForecasts(order)
        case .removeForecasts(let order): disk.removeForecasts(of: order)
        case .report(let report):
            log.take(report)
            journal?.take(report)
        case .setTimer(let instant): timer = instant
        case .openRun(let run): disk.open(run)
        case .keepUnusable(let run, let reason): disk.keepUnusable(run, reason: reason)
        case .exit(let end): self.end = end
        case .exitAtOnce: exit(ExitStatus.interrupted)
        }
    }

    private func send(_ envelope: Envelope, to peer: PeerID) {
        do {
            switch try workers.send(envelope, to: peer) {
            case .sent, .unreachable: break
            case .wouldBlock:
                log.write(.warning, "queue", "a worker's queue is full; a message to it was dropped")
            }
        } catch {
            logger.error("cannot send: \(error)")
        }
    }

    // MARK: Requests

    private func answer(_ request: Request, from client: RoutingID) {
        switch request {
        case .status(let run):
            publish()
            if let run, run != status.latest?.job?.id { return disk.describe(run, to: client) }
            do {
                queries.answer(Reply(code: .done, body: try JSON.encode(status.latest)), to: client)
            } catch {
                queries.answer(Reply(code: .refused, message: "\(error)"), to: client)
            }
        case .order(let digest, let fingerprint):
            guard core.progress(ofOrder: digest, at: .now) == nil else {
                handle(.orderAsked(digest: digest))
                return answer(progressOf: digest, to: client)
            }
            guard opening.insert(digest).inserted else {
                return answer(progressOf: digest, to: client)
            }
            disk.openOrder(digest, fingerprint: fingerprint, for: client)
        case .submit(let text, let path): disk.submit(text, path: path, from: client)
        case .control(.shutdown):
            queries.answer(Reply(code: .done, message: "\(getpid())"), to: client)
            handle(.stopRequested("a request asked for the end"))
        case .control(.workerExited(let name, let detail)):
            queries.answer(Reply(code: .done), to: client)
            // Most often its closed connection was noticed before.
            logger.info("the process of \(name) \(detail)")
            handle(.workerExited(name: name, detail: detail))
        case .control(.workerGivenUp(let name, let detail)):
            queries.answer(Reply(code: .done), to: client)
            handle(.workerGivenUp(name: name, detail: detail))
        }
    }

    private func answer(progressOf order: String, to client: RoutingID) {
        do {
            let progress = core.progress(ofOrder: order, at: .now) ?? .notBegun
            queries.answer(Reply(code: .done, body: try JSON.encode(progress)), to: client)
        } catch {
            queries.answer(Reply(code: .refused, message: "\(error)"), to: client)
        }
    }
}
