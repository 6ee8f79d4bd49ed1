import Glibc
import TestMessages
import Testing
import Training
import Transport

/// CURVE over TCP on loopback: server, authenticator and clients in one process and one thread.
@Suite struct ZeroMQCurveTests {
    typealias Fixture = ZeroMQFixture
    let folder: ZeroMQFolder
    let context: Context
    let authenticator: Authenticator
    let serverKeys: CurveKeyPair
    let router: Socket
    let endpoint: String

    init() throws {
        folder = try ZeroMQFolder()
        context = try Context()
        authenticator = try Authenticator(in: context, folder: folder.path)
        serverKeys = try CurveKeyPair.generate()
        router = try Socket(
            .router, in: context, options: Fixture.watchingOptions,
            security: .curveServer(serverKeys, authenticator))
        try router.bind("tcp://127.0.0.1:*")
        endpoint = try router.lastEndpoint()
    }

    private func client(
        _ keys: CurveKeyPair, server: CurvePublicKey? = nil, options: Socket.Options = Fixture.options
    ) throws -> Socket {
        let socket = try Socket(
            .dealer, in: context, options: options,
            security: .curveClient(keys, server: server ?? serverKeys.publicKey))
        try socket.connect(endpoint)
        return socket
    }

    /// Runs the authenticator until `isDone`, and returns what it noted.
    @discardableResult
    private func run(_ sockets: [Socket], until isDone: ([Authenticator.Note]) throws -> Bool) throws
        -> [Authenticator.Note]
    {
        var notes: [Authenticator.Note] = []
        let items = ([authenticator.socket, router] + sockets).map { Poller.Item.socket($0, .readable) }
        try Fixture.poll(items) {
            notes += try authenticator.handleRequests()
            return try isDone(notes)
        }
        return notes
    }

    /// Connects a client and hands back what the router received from it.
    private func exchange(_ socket: Socket, _ text: String) throws -> ReceivedMessage {
        var received: ReceivedMessage?
        var isSent = false
        try run([socket]) { _ in
            if !isSent { isSent = try socket.send(Fixture.message(text)) == .sent }
            received = try router.receive()
            return received != nil
        }
        return try #require(received)
    }

    @Test func knownKey_isAdmittedUnderItsFilesName() throws {
        let keys = try CurveKeyPair.generate()
        try KeyFiles.write(keys, name: "alice", folder: folder.path)
        let alice = try client(keys)
        let received = try exchange(alice, "hello")
        #expect(Fixture.text(received) == "hello")
        #expect(received.admittedName == "alice")
        #expect(received.peerAddress == "127.0.0.1")
        #expect(try router.send(Fixture.message("welcome"), to: received.peer) == .sent)
        #expect(Fixture.text(try Fixture.receive(on: alice)) == "welcome")
    }

    @Test func frameThatSeveralClientsGet_isEncryptedForEach() throws {
        let clients = try ["alice", "bob"].map { name in
            let keys = try CurveKeyPair.generate()
            try KeyFiles.write(keys, name: name, folder: folder.path)
            return try client(keys)
        }
        let peers = try clients.map { try exchange($0, "hello").peer }
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
        let message = OutgoingMessage(header: [1], frame: .part(try MessagePart(copying: bytes)))
        for peer in peers { #expect(try router.send(message, to: peer) == .sent) }
        for client in clients {
            #expect(try Fixture.receive(on: client).parts.map(\.bytes) == [[1], bytes])
        }
    }

    @Test func closedConnection_isToldByTheDescriptorOfItsMessages() throws {
        let keys = try CurveKeyPair.generate()
        try KeyFiles.write(keys, name: "alice", folder: folder.path)
        let alice = try client(keys)
        let connection = try #require(try exchange(alice, "hello").connection)
        let monitor = try #require(router.connections)
        #expect(try monitor.take() == [.began(connection)])
        alice.close()
        var ends: [ConnectionMonitor.Event] = []
        try Fixture.poll([.connections(monitor)]) {
            ends += try monitor.take()
            return !ends.isEmpty
        }
        #expect(ends == [.ended(connection)])
    }

    @Test func unknownKey_isRefusedUntilItsFileIsThere() throws {
        let keys = try CurveKeyPair.generate()
        let stranger = try client(keys, options: Fixture.hastyOptions)
        let notes = try run([stranger]) { !$0.isEmpty }
        #expect(
            notes.first
                == .refused(
                    address: "127.0.0.1", key: keys.publicKey.prefix,
                    reason: "its key is not in \(folder.path)"))
        try run([stranger]) { _ in
            let result = try stranger.send(Fixture.message("let me in"))
            try #require(result == .wouldBlock)
            return stranger.connectionTrouble != nil
        }
        #expect(stranger.connectionTrouble?.hasPrefix("\(endpoint): the handshake failed") == true)
        folder.write(keys.publicKey.text, to: "newcomer.key_public")
        #expect(try exchange(stranger, "thanks").admittedName == "newcomer")
        #expect(stranger.connectionTrouble == nil)
    }

    @Test func persistentStranger_isNotedLessAndLess() throws {
        let keys = try CurveKeyPair.generate()
        var notes = 0
        for _ in 0..<9 {
            let stranger = try client(keys)
            let items = [Poller.Item.socket(authenticator.socket, .readable)]
            try Fixture.poll(items) { try Poller.wait(for: items, timeout: .zero) == [.readable] }
            notes += try authenticator.handleRequests().count
            withExtendedLifetime(stranger) {}
        }
        // The first, second, fourth and eighth attempt.
        #expect(notes == 4)
    }

    @Test func otherMechanismsAndDomains_areRefused() throws {
        let keys = try CurveKeyPair.generate()
        try KeyFiles.write(keys, name: "alice", folder: folder.path)
        let asker = try Socket(.dealer, in: context, options: Fixture.options)
        try asker.connect("inproc://zeromq.zap.01")
        let requests = [
            ["", "1.0", "1", "lockstep", "10.0.0.1", "", "NULL"],
            ["", "1.0", "2", "lockstep", "10.0.0.2", "", "PLAIN", "admin", "secret"],
            ["", "1.0", "3", "elsewhere", "10.0.0.3", "", "CURVE", "a key"],
            ["", "1.0", "4", "lockstep", "10.0.0.4", "", "CURVE", "a key"],
            ["", "2.0"],
        ]
        var refused: [String] = []
        for request in requests {
            _ = try asker.send(try request.map { try MessagePart(copying: Array($0.utf8)) })
            var notes: [Authenticator.Note] = []
            try Fixture.poll([.socket(authenticator.socket, .readable)]) {
                notes = try authenticator.handleRequests()
                return !notes.isEmpty
            }
            guard case .refused(let address, nil, let reason) = notes[0] else {
                Issue.record("not refused: \(notes)")
                return
            }
            refused.append("\(address): \(reason)")
        }
        #expect(
            refused == [
                "10.0.0.1: mechanism NULL instead of CURVE", "10.0.0.2: mechanism PLAIN instead of CURVE",
                "10.0.0.3: unknown domain elsewhere", "10.0.0.4: no valid key",
                ": malformed authentication request",
            ])
    }

    @Test func floodOfHandshakes_letsOthersHaveTheirTurn() throws {
        let asker = try Socket(.dealer, in: context, options: Fixture.options)
        try asker.connect("inproc://zeromq.zap.01")
        let requests = 2 * Limits.handshakesPerTurn
        for number in 0..<requests {
            let request = ["", "1.0", "\(number)", "lockstep", "10.0.0.\(number)", "", "NULL"]
            _ = try asker.send(try request.map { try MessagePart(copying: Array($0.utf8)) })
        }
        var turns: [Int] = []
        try Fixture.poll([.socket(authenticator.socket, .readable)]) {
            turns.append(try authenticator.handleRequests().count)
            return turns.reduce(0, +) == requests
        }
        #expect(turns.max() == Limits.handshakesPerTurn)
    }

    @Test func everNewKeysOfOneAddress_areNotedLessAndLess() throws {
        let asker = try Socket(.dealer, in: context, options: Fixture.options)
        try asker.connect("inproc://zeromq.zap.01")
        var notes = 0
        for number in 0..<100 {
            let request = ["", "1.0", "\(number)", "lockstep", "10.0.0.1", "", "CURVE"]
            let key = (0..<32).map { UInt8(truncatingIfNeeded: number * $0) }
            _ = try asker.send(try (request.map { Array($0.utf8) } + [key]).map(MessagePart.init(copying:)))
            var answers = 0
            try Fixture.poll([.socket(authenticator.socket, .readable), .socket(asker, .readable)]) {
                notes += try authenticator.handleRequests().count
                while try asker.receive() != nil { answers += 1 }
                return answers == 1
            }
        }
        #expect(notes == Limits.refusalsNoted + 2, "and the 32nd and the 64th")
    }

    @Test func removedKey_isNotAdmittedAgain() throws {
        let keys = try CurveKeyPair.generate()
        try KeyFiles.write(keys, name: "alice", folder: folder.path)
        _ = try exchange(try client(keys), "hello")
        unlink("\(folder.path)/alice.pub")
        let again = try client(keys)
        try run([again]) { notes in notes.contains { if case .refused = $0 { true } else { false } } }
    }

    @Test func clientThatExpectsAnotherServer_neverConnects() throws {
        let keys = try CurveKeyPair.generate()
        try KeyFiles.write(keys, name: "alice", folder: folder.path)
        let deceived = try client(
            keys, server: try CurveKeyPair.generate().publicKey, options: Fixture.hastyOptions)
        let honest = try client(keys)
        #expect(Fixture.text(try exchange(honest, "hello")) == "hello")
        try run([deceived]) { _ in
            let result = try deceived.send(Fixture.message("secret"))
            try #require(result == .wouldBlock)
            return deceived.connectionTrouble != nil
        }
    }

    @Test func plainClient_isHungUpOn() throws {
        let keys = try CurveKeyPair.generate()
        try KeyFiles.write(keys, name: "alice", folder: folder.path)
        let descriptor = try Fixture.connectPlainly(to: endpoint)
        defer { close(descriptor) }
        // The greeting of ZMTP 3.0 (ZeroMQ RFC 23): signature, version, mechanism NULL, as no server, filler.
        var greeting: [UInt8] = [0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 0]
        greeting += Array("NULL".utf8) + Array(repeating: 0, count: 16 + 32)
        #expect(write(descriptor, greeting, greeting.count) == 64)
        var isClosed = false
        var buffer = [UInt8](repeating: 0, count: 256)
        try Fixture.poll([.descriptor(descriptor, .readable)]) {
            let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            isClosed = count == 0 || (count < 0 && errno != EAGAIN)
            return isClosed
        }
        #expect(isClosed)
        #expect(try router.receive() == nil)
        #expect(Fixture.text(try exchange(try client(keys), "hello")) == "hello")
    }

    @Test func garbageOnThePort_disturbsNobody() throws {
        let keys = try CurveKeyPair.generate()
        try KeyFiles.write(keys, name: "alice", folder: folder.path)
        let alice = try client(keys)
        let peer = try exchange(alice, "before").peer
        var generator = WireGenerator(state: 4)
        for prefix in [[], [0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f], Array("GET / HTTP/1.1\r\n\r\n".utf8)]
            as [[UInt8]]
        {
            let descriptor = try Fixture.connectPlainly(to: endpoint)
            let garbage = prefix + (0..<5000).map { _ in UInt8.random(in: 0...255, using: &generator) }
            #expect(send(descriptor, garbage, garbage.count, Int32(MSG_NOSIGNAL)) > 0)
            close(descriptor)
            let received = try exchange(alice, "after")
            #expect(Fixture.text(received) == "after")
            #expect(received.peer == peer)
        }
    }

    @Test func tcpAddressThatIsInUse_isRefused() throws {
        let second = try Socket(
            .router, in: context, options: Fixture.options, security: .curveServer(serverKeys, authenticator))
        let error = #expect(throws: TransportError(.addressInUse, "")) { try second.bind(endpoint) }
        #expect(error?.message.hasPrefix(endpoint) == true)
        #expect(throws: TransportError(.addressInUse, "")) {
            _ = try Authenticator(in: context, folder: folder.path)
        }
    }

    @Test func unusableKeyFiles_areSkippedAndReportedOnce() throws {
        let keys = try CurveKeyPair.generate()
        folder.write("not a key", to: "a.pub")
        folder.write(String(repeating: "x", count: 100_000), to: "b.pub")
        folder.write("nobody looks", to: "notes.txt")
        #expect(mkfifo("\(folder.path)/c.pub", 0o600) == 0)
        try KeyFiles.write(keys, name: "d", folder: folder.path)
        var skipped: [String] = []
        for _ in 0..<2 {
            let stranger = try client(try CurveKeyPair.generate())
            let notes = try run([stranger]) { notes in
                notes.contains { if case .refused = $0 { true } else { false } }
            }
            for case .skipped(let error) in notes { skipped.append(error.message) }
        }
        #expect(skipped.count == 3)
        for name in ["a.pub", "b.pub", "c.pub"] {
            #expect(skipped.contains { $0.hasPrefix("\(folder.path)/\(name): ") })
        }
        #expect(try exchange(try client(keys), "hello").admittedName == "d")
    }
}
