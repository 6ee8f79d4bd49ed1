import Logging
import Store
import Training
import Transport

/// The sockets that workers come in by: the local one, and one for all TCP addresses, which always has CURVE.
final class WorkerSockets {
    /// The index of the socket that only processes of this machine reach.
    private static let local = 0
    private var sockets: [Socket] = []
    /// Who came in by which connection, for each socket.
    private var connections: [PeerConnections]
    private let authenticator: Authenticator?
    private let logger: Logger
    private var lines = LineLimits()
    /// Shared with the workers that come in by the local socket.
    private let memory: MemoryHost
    /// What all others are sent.
    private let weightsFrame = WeightsFrame()

    /// - Throws: `TransportError` where an address is taken or a key is missing.
    init(_ options: CoordinatorOptions, state: StateDirectory, context: Context, logger: Logger) throws {
        self.logger = logger
        memory = MemoryHost { logger.warning("\($0)") }
        var socketOptions = Socket.Options(linger: Limits.farewell)
        socketOptions.watchesConnections = true
        let local = try Socket(.router, in: context, options: socketOptions)
        try local.bind(state.address(of: .workers))
        sockets = [local]
        connections = [PeerConnections()]
        guard !options.listen.isEmpty else {
            authenticator = nil
            return
        }
        guard let secret = options.secretKey, let folder = options.admittedKeys else {
            throw ServiceError(
                .badOption,
                "listening on \(options.listen[0]) needs --secret-key FILE and --admit FOLDER; "
                    + "lockstep keygen makes keys"
            )
        }
        let keys = try KeyFiles.readPair(secret)
        let authenticator = try Authenticator(in: context, folder: folder)
        self.authenticator = authenticator
        let remote = try Socket(
            .router, in: context, options: socketOptions, security: .curveServer(keys, authenticator))
        for address in options.listen {
            try remote.bind(address)
            let endpoint = try remote.lastEndpoint()
            logger.info("listening on \(endpoint) with key \(keys.publicKey.text)")
        }
        sockets.append(remote)
        connections.append(PeerConnections())
    }

    /// What to poll, in the order that `receive` expects.
    var pollItems: [Poller.Item] {
        sockets.map { .socket($0, .readable) }
            + sockets.compactMap { $0.connections.map { .connections($0) } }
            + (authenticator.map { [.socket($0.socket, .readable)] } ?? [])
    }

    /// Takes in at most a fair number of messages, so that one loud peer does not keep the loop from others;
    /// and which peers' connections have ended.
    func receive(_ readiness: ArraySlice<Readiness>) throws(TransportError) -> [CoordinatorEvent] {
        var events: [CoordinatorEvent] = []
        let ready = readiness.map { $0.contains(.readable) }
        if let authenticator, ready.last == true { events += try authenticate(authenticator) }
        for index in sockets.indices {
            let hasNews = ready[sockets.count + index]
            guard ready[index] || hasNews || connections[index].hasEnded else { continue }
            if hasNews { for event in try news(of: sockets[index]) { connections[index].take(event) } }
            try receive(at: index, into: &events)
        }
        return events
    }

    private func receive(at index: Int, into events: inout [CoordinatorEvent]) throws(TransportError) {
        let socket = sockets[index]
        for _ in 0..<Limits.messagesPerTurn {
            guard let message = try socket.receive(), let routing = message.peer else {
                events += connections[index].takeEnded().map { .unreachable($0) }
                return
            }
            let peer = PeerID(socket: index, identity: routing.bytes)
            if let descriptor = message.connection {
                try connections[index].received(from: peer, by: descriptor) { () throws(TransportError) in
                    try news(of: socket)
                }
            }
            events.append(event(of: message, from: peer))
        }
    }

    private func news(of socket: Socket) throws(TransportError) -> [ConnectionMonitor.Event] {
        try socket.connections?.take() ?? []
    }

    private func event(of message: ReceivedMessage, from peer: PeerID) -> CoordinatorEvent {
        let origin = message.peerAddress.flatMap { $0.isEmpty ? nil : $0 } ?? "a local process"
        do {
            let envelope = try Wire.decodeEnvelope(message) { [memory] place throws(TransportError) in
                try memory.partial(at: place, from: peer)
            }
            if case .memoryAttached(let attached) = envelope.message {
                memory.attached(run: attached.run, by: peer)
            }
            if let problem = impersonation(envelope, admittedName: message.admittedName) {
                _ = try? send(Envelope(term: 0, message: .refused(problem)), to: peer)
                return .malformed(from: peer, reason: "\(problem.reason) (from \(origin))")
            }
            return .received(envelope, from: peer)
        } catch {
            if error.code == .protocolVersion, Wire.isHello(message) {
                let refused = Refused(code: .protocolVersion, reason: error.message)
                _ = try? send(Envelope(term: 0, message: .refused(refused)), to: peer)
            }
            return .malformed(from: peer, reason: "\(error.message) (from \(origin))")
        }
    }

    /// Whether a worker that was admitted by its key calls itself by another's name: it would take the
    /// other's place.
    private func impersonation(_ envelope: Envelope, admittedName: String?) -> Refused? {
        guard case .hello(let hello) = envelope.message, let admittedName else { return nil }
        if hello.name == admittedName || hello.name.hasPrefix(admittedName + "-") { return nil }
        return Refused(
            code: .malformed,
            reason:
                "a worker with the key of \(admittedName) calls itself \(hello.name); use --name "
                + "\(admittedName), or \(admittedName)-N for several workers with one key")
    }

    private func authenticate(_ authenticator: Authenticator) throws(TransportError) -> [CoordinatorEvent] {
        var events: [CoordinatorEvent] = []
        for note in try authenticator.handleRequests() {
            switch note {
            case .admitted(let name, let address):
                let line = "admitted \(name) from \(address)"
                if let line = lines.line(line, line, at: .now) { logger.info("\(line)") }
            case .refused(let address, let key, let reason):
                events.append(
                    .rejectedPeer("refused \(address)\(key.map { " with key \($0)..." } ?? ""): \(reason)"))
            case .skipped(let error): logger.warning("\(error)")
            }
        }
        return events
    }

    func close() {
        for socket in sockets { socket.close() }
        authenticator?.socket.close()
    }

    /// Sends a message. That a peer is unreachable `receive` tells, too, once all is received that the peer
    /// had sent.
    func send(_ envelope: Envelope, to peer: PeerID) throws(TransportError) -> SendResult {
        let message = try Wire.encode(envelope, weights: weightsFrame) { [memory] weights in
            guard case .assignment(let assignment) = envelope.message else { return nil }
            return memory.publish(weights, of: assignment, to: peer)
        }
        let result = try sockets[peer.socket].send(message, to: RoutingID(peer.identity))
        // What it sent last may not be received yet, and may be that it leaves.
        if result == .unreachable { connections[peer.socket].isUnreachable(peer) }
        return result
    }

    /// The run at work has ended: nobody will be sent its weights again.
    func forgetWeights() { weightsFrame.forget() }

    /// Memory for a run's vectors to share with a worker; nil for one on another machine, or short vectors.
    ///
    /// - Parameter isMember: whether a peer is still there; others' memory is given up.
    func memoryOffer(
        run: String, numbers: Int, to peer: PeerID, threads: Int, isMember: (PeerID) -> Bool
    ) -> MemoryOffer? {
        guard peer.socket == Self.local, numbers >= Limits.sharedNumbers else { return nil }
        memory.keepOnly(isMember)
        return memory.offer(run: run, numbers: numbers, to: peer, threads: threads)
    }
}
