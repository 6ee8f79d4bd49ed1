package import Device
import Glibc
package import Jobs
package import Logging
import Neural
import Store
import System
package import Training
package import Transport

/// What a worker process is told.
package struct WorkerOptions: Sendable {
    /// Address of the coordinator's worker socket: `ipc://PATH` or `tcp://HOST:PORT`.
    package var coordinator: String
    package var name: String
    /// Microbatches computed side by side, at least 1.
    package var threads: Int
    /// Folder of the data that was fetched, by digest.
    package var dataFolder: String
    /// Own keys and the coordinator's public key; nil for `ipc://`.
    package var keys: (own: CurveKeyPair, coordinator: CurvePublicKey)?
    /// What computes.
    package var device = DeviceName.cpu
    /// The launcher whose end is this process's end; nil where nobody is.
    package var parent: Int?

    package init(coordinator: String, name: String, threads: Int, dataFolder: String) {
        self.coordinator = coordinator
        self.name = name
        self.threads = threads
        self.dataFolder = dataFolder
    }
}

/// A worker process: one thread owns the socket and decides by `WorkerCore`; others compute and fetch.
package final class WorkerService {
    private let options: WorkerOptions
    private let logger: Logger
    private let signals: SignalDescriptor
    private let events: Mailbox<WorkerEvent>
    private let context: Context
    private let socket: Socket
    private let pool: ComputePool
    private let data: WorkerData
    private var core: WorkerCore
    /// Nil while vectors go by messages.
    private var memory: AttachedMemory?
    private var outbox = Outbox<Waiting>()
    private let reachability: Reachability
    private var lastTrouble: String?
    private var timer = Instant.now
    private var end: WorkerEnd?

    /// What waits to be sent, and where in shared memory its numbers are, if they are there.
    private struct Waiting {
        let message: OutgoingMessage
        let lent: SharedPlace?
    }

    /// - Parameter makeComputer: makes what computes a job's leaves, in each thread; nil for what the options
    ///   name.
    /// - Throws: `TransportError` where the address or the keys, `SystemError` where the data folder,
    ///   `DeviceError` where the device cannot be used.
    package init(
        _ options: WorkerOptions, logger: Logger,
        makeComputer: (@Sendable (PreparedJob) -> any LeafComputer)? = nil
    ) throws {
        signals = try SignalDescriptor([SIGINT, SIGTERM])
        if let parent = options.parent { try ParentProcess.tieTo(parent, signal: SIGKILL) }
        self.options = options
        self.logger = logger
        events = try Mailbox()
        context = try Context()
        let security =
            options.keys.map { Socket.Security.curveClient($0.own, server: $0.coordinator) } ?? .local
        socket = try Socket(
            .dealer, in: context, options: Socket.Options(linger: Limits.farewell), security: security)
        reachability = Reachability(of: options.coordinator, logger: logger)
        data = try WorkerData(folder: options.dataFolder, results: events)
        let computing: ComputePool.Computers =
            if let makeComputer {
                { job in .byLeaf { makeComputer(job) } }
            } else {
                try Self.computers(options, logger, events)
            }
        pool = ComputePool(threads: options.threads, results: events, computing: computing)
        let hello = Hello(
            name: options.name, host: Host.name, pid: Int(getpid()), threads: options.threads,
            fingerprint: Digest.sha256(weights: NumericsProbe.run()))
        core = WorkerCore(hello: hello, exitsWhenOrphaned: options.parent != nil, at: .now)
        try socket.connect(options.coordinator)
        logger.info("\(options.name): connecting to \(options.coordinator), \(options.threads) thread(s)")
        ServiceNews.ready.tell()
    }

    /// - Throws: `DeviceError` where the device is not there, or computes otherwise than this processor.
    private static func computers(
        _ options: WorkerOptions, _ logger: Logger, _ events: Mailbox<WorkerEvent>
    ) throws(DeviceError) -> ComputePool.Computers {
        switch options.device {
        case .cpu: return { .onProcessor($0) }
        case .cuda(let index):
            let device = try CudaDevice(index, cache: "\(options.dataFolder)/kernels")
            try DeviceCheck.run(device)
            logger.info("\(options.name): computes on \(device.name), \(device.architecture)")
            let computers = DeviceComputers(
                driver: device, name: options.name, logger: logger, events: events)
            return { computers.computing($0) }
        }
    }

    /// Works until the coordinator, a signal or the coordinator's absence ends it.
    ///
    /// - Throws: `TransportError` where the socket fails.
    package func run() throws -> WorkerEnd {
        perform(core.handle(.tick, at: .now))
        while true {
            if let end {
                ServiceNews.stopping.tell()
                logger.info("\(options.name): ends: \(end)")
                socket.close()
                context.finish()
                return end
            }
            try wait()
        }
    }

    private func wait() throws {
        let readiness = try Poller.wait(
            for: [
                .descriptor(signals.descriptor, .readable), .descriptor(events.descriptor, .readable),
                .socket(socket, outbox.isEmpty ? .readable : [.readable, .writable]),
            ], timeout: max(.zero, .nanoseconds(timer.nanoseconds - Instant.now.nanoseconds)),
            wakeful: Limits.wakefulWait)
        if readiness[0].contains(.readable) { takeSignals() }
        if readiness[1].contains(.readable) {
            // Taken out one by one: a partial that the list still held would be copied when another is added
            // to it.
            var waiting = [WorkerEvent](events.take().reversed())
            while let event = waiting.popLast() { handle(event) }
        }
        if readiness[2].contains(.writable) { flush() }
        if readiness[2].contains(.readable) { try receive() }
        if timer <= .now { perform(core.handle(.tick, at: .now)) }
    }

    private func takeSignals() {
        guard !signals.take().isEmpty else { return }
        // The second signal means at once.
        if end != nil { exit(ExitStatus.interrupted) }
        handle(.stopRequested("a signal asked it to"))
    }

    private func receive() throws {
        while let message = try socket.receive() {
            do {
                let envelope = try Wire.decodeEnvelope(message, attached: memory.map { $0.weights(at:) })
                handle(.received(envelope))
            } catch {
                logger.warning("dropped a message: \(error)")
            }
        }
    }

    // MARK: Actions

    private func handle(_ event: WorkerEvent) {
        perform(core.handle(event, at: .now))
    }

    private func perform(_ actions: [WorkerAction]) {
        for action in actions {
            switch action {
            case .send(let envelope): send(envelope)
            case .openData(let digest, let bytes): data.open(digest: digest, bytes: bytes)
            case .storeChunk(let chunk): data.store(chunk)
            case .prepare(let prepare):
                data.prepare(prepare, threads: options.device == .cpu ? options.threads : 0, pool: pool)
            case .attachMemory(let offer): attach(offer)
            case .detachMemory: detach()
            case .compute(let computation): pool.begin(computation)
            case .abandon: pool.abandon()
            case .prepareOrder(let digest, let bytes):
                data.prepareOrder(digest, bytes: bytes, threads: options.threads, pool: pool)
            case .computeSlices(let assignment): pool.begin(assignment)
            case .abandonSlices: pool.abandonSlices()
            case .forgetOrder: pool.forgetOrder()
            case .setTimer(let instant): timer = instant
            case .log(let line): logger.info("\(options.name): \(line)")
            case .stop(let reason): end = reason
            }
        }
    }

    private func attach(_ offer: MemoryOffer) {
        // Over a network the path would name something else, or nothing.
        guard options.keys == nil else { return }
        do {
            if memory?.offer != offer { memory = try AttachedMemory(offer) }
            pool.setMemory(memory?.partials)
            handle(.memoryAttached(run: offer.run))
        } catch {
            logger.info("\(options.name): vectors go by messages: \(error)")
        }
    }

    /// What waits to be sent of memory that only the coordinator before knew is worth nothing.
    private func detach() {
        takeBack(outbox.removeAll { $0.lent != nil })
        memory = nil
        pool.setMemory(nil)
    }

    private func send(_ envelope: Envelope) {
        do {
            let partials = memory?.partials
            var lent: SharedPlace?
            let message = try Wire.encode(envelope) {
                lent = partials?.lend($0)
                return lent
            }
            takeBack(
                outbox.add(Waiting(message: message, lent: lent), isSignOfLife: envelope.message.isSignOfLife)
            )
            flush()
        } catch {
            logger.error("cannot send: \(error)")
        }
    }

    /// Sends what waits. Without a connection it goes on waiting.
    private func flush() {
        do {
            while let first = outbox.first, try socket.send(first.message) == .sent {
                _ = outbox.removeFirst()
                reachability.isThere()
            }
            if !outbox.isEmpty { reachability.isAway(at: .now) }
            if let trouble = socket.connectionTrouble, trouble != lastTrouble {
                logger.warning("\(options.name): no connection yet: \(trouble)")
                lastTrouble = trouble
            }
        } catch {
            logger.error("cannot send: \(error)")
        }
    }

    /// What will not be sent leaves its place in shared memory free.
    private func takeBack(_ given: [Waiting]) {
        for place in given.compactMap(\.lent) { memory?.partials.takeBack(place) }
    }
}
