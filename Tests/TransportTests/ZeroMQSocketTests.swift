import Glibc
import TestFiles
import TestMessages
import Testing
import Training
import Transport

@Suite struct ZeroMQSocketTests {
    typealias Fixture = ZeroMQFixture
    let folder: ZeroMQFolder
    let context: Context
    var address: String { "ipc://\(folder.path)/s" }

    init() throws {
        folder = try ZeroMQFolder()
        context = try Context()
    }

    private func router(_ options: Socket.Options = Fixture.options) throws -> Socket {
        let socket = try Socket(.router, in: context, options: options)
        try socket.bind(address)
        return socket
    }

    private func dealer(_ options: Socket.Options = Fixture.options) throws -> Socket {
        let socket = try Socket(.dealer, in: context, options: options)
        try socket.connect(address)
        return socket
    }

    @Test func envelope_travelsThereAndAnAnswerBack() throws {
        let router = try router()
        let dealer = try dealer()
        let gradient = try #require(
            WireFixture.envelopes.first { if case .gradient = $0.message { true } else { false } })
        try Fixture.send(try Wire.encode(gradient), on: dealer)
        let received = try Fixture.receive(on: router)
        #expect(try Wire.decodeEnvelope(received) == gradient)
        let stop = Envelope(term: 9, message: .stop(Stop(reason: "done")))
        #expect(try router.send(try Wire.encode(stop), to: received.peer) == .sent)
        let answer = try Fixture.receive(on: dealer)
        #expect(answer.peer == nil)
        #expect(try Wire.decodeEnvelope(answer) == stop)
        #expect(try dealer.receive() == nil)
    }

    @Test func dealerWithoutListener_queuesNothing() throws {
        let dealer = try dealer()
        #expect(try dealer.send(Fixture.message("lost")) == .wouldBlock)
    }

    @Test func dealer_findsAListenerThatComesLater() throws {
        let dealer = try dealer()
        let router = try router()
        try Fixture.send(Fixture.message("here"), on: dealer)
        #expect(Fixture.text(try Fixture.receive(on: router)) == "here")
    }

    @Test func peerThatHasGone_isUnreachable() throws {
        let router = try router()
        let peer = try {
            let dealer = try dealer()
            try Fixture.send(Fixture.message("hello"), on: dealer)
            return try #require(try Fixture.receive(on: router).peer)
        }()
        var result = SendResult.sent
        try Fixture.poll([.socket(router, .readable)]) {
            result = try router.send(Fixture.message("anyone?"), to: peer)
            return result != .sent
        }
        #expect(result == .unreachable)
        #expect(try router.send(Fixture.message("anyone?"), to: RoutingID([1, 2, 3])) == .unreachable)
    }

    @Test func peerThatDoesNotRead_fillsItsQueueAndNoOther() throws {
        var small = Fixture.options
        small.queuedMessages = 2
        let router = try router(small)
        let (lazy, keen) = (try dealer(small), try dealer(small))
        try Fixture.send(Fixture.message("lazy"), on: lazy)
        let lazyPeer = try #require(try Fixture.receive(on: router).peer)
        try Fixture.send(Fixture.message("keen"), on: keen)
        let keenPeer = try #require(try Fixture.receive(on: router).peer)
        let large = Fixture.message("x", frame: Array(repeating: 0, count: 1 << 20))
        var sent = 0
        while sent < 1000, try router.send(large, to: lazyPeer) == .sent { sent += 1 }
        #expect((2..<1000).contains(sent))
        #expect(try router.send(Fixture.message("still here"), to: keenPeer) == .sent)
        #expect(Fixture.text(try Fixture.receive(on: keen)) == "still here")
        for _ in 0..<sent { #expect(try Fixture.receive(on: lazy).parts.count == 2) }
    }

    /// libzmq's pings end the process where one is due on a connection whose other end has gone while its
    /// messages wait. Nothing is waited for but what must not come: a ping came after five seconds.
    @Test func listeningSocket_saysNothingByItself() throws {
        var small = Fixture.options
        small.queuedMessages = 1
        let router = try router(small)
        let (silent, hasty) = (try Fixture.connectByHand(to: "\(folder.path)/s"), try dealer(small))
        defer { close(silent) }
        var sent = 0
        while sent < 100_000, try sent == 0 || hasty.send(Fixture.message("x")) == .sent {
            if sent == 0 { try Fixture.send(Fixture.message("x"), on: hasty) }
            sent += 1
        }
        hasty.close()
        var entry = pollfd(fd: silent, events: Int16(POLLIN), revents: 0)
        #expect(Glibc.poll(&entry, 1, 6000) == 0)
        #expect(Fixture.text(try Fixture.receive(on: router)) == "x")
    }

    @Test func oversizeFrame_costsItsSenderTheConnectionAndNobodyElse() throws {
        let router = try router(Socket.Options(linger: .zero, largestFrame: 1000))
        let (good, bad) = (try dealer(), try dealer())
        try Fixture.send(Fixture.message("good"), on: good)
        #expect(Fixture.text(try Fixture.receive(on: router)) == "good")
        try Fixture.send(Fixture.message("bad", frame: Array(repeating: 0, count: 1001)), on: bad)
        try Fixture.send(Fixture.message("good again"), on: good)
        #expect(Fixture.text(try Fixture.receive(on: router)) == "good again")
        // The sender is disconnected, comes back by itself and behaves.
        try Fixture.poll([.socket(router, .readable)]) {
            _ = try bad.send(Fixture.message("sorry"))
            return try router.receive().map { Fixture.text($0) == "sorry" } ?? false
        }
    }

    @Test func partsBeyondTwo_areThrownAwayAndCounted() throws {
        let router = try router()
        let dealer = try dealer()
        let parts = try (1...5).map { try MessagePart(copying: [UInt8($0)]) }
        try Fixture.poll([.socket(dealer, .writable)]) { try dealer.send(parts) == .sent }
        try Fixture.send(Fixture.message("next"), on: dealer)
        let long = try Fixture.receive(on: router)
        #expect(long.parts.map(\.bytes) == [[1], [2]])
        #expect(long.excessParts == 3)
        #expect(throws: TransportError(.malformed, "")) { try Wire.decodeEnvelope(long) }
        #expect(Fixture.text(try Fixture.receive(on: router)) == "next")
    }

    @Test func emptyMessage_isMalformedAndNothingElse() throws {
        let router = try router()
        let dealer = try dealer()
        try Fixture.send(Fixture.message(""), on: dealer)
        let empty = try Fixture.receive(on: router)
        #expect(throws: TransportError(.malformed, "")) { try Wire.decodeEnvelope(empty) }
    }

    @Test func addressThatIsInUse_isRefused() throws {
        let first = try router()
        let error = #expect(throws: TransportError(.addressInUse, "")) { _ = try self.router() }
        #expect(error?.message.hasPrefix(address) == true)
        // The first one has not lost its place.
        let dealer = try dealer()
        try Fixture.send(Fixture.message("hello"), on: dealer)
        #expect(Fixture.text(try Fixture.receive(on: first)) == "hello")
    }

    @Test func socketFileOfADeadProcess_isReplaced() throws {
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: "\(folder.path)/s".utf8) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let bound = withUnsafePointer(to: &name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        close(descriptor)
        #expect(bound == 0)
        let router = try router()
        let dealer = try dealer()
        try Fixture.send(Fixture.message("hello"), on: dealer)
        #expect(Fixture.text(try Fixture.receive(on: router)) == "hello")
    }

    @Test func addressesThatCannotBe_areRefused() throws {
        let socket = try Socket(.router, in: context, options: Fixture.options)
        for address in ["", "ipc://", "nonsense", "udp://x:1", "ipc:///no/such/folder/s", "inproc://"] {
            #expect(throws: TransportError(.badAddress, ""), "\(address)") { try socket.bind(address) }
        }
        let keys = try CurveKeyPair.generate()
        let folder = try TemporaryFolder()
        let remote = try Socket(
            .router, in: context, options: Fixture.options,
            security: .curveServer(keys, Authenticator(in: context, folder: folder.path)))
        // An address for documentation, which may come to no interface.
        let missing = #expect(throws: TransportError(.addressMissing, "")) {
            try remote.bind("tcp://192.0.2.1:5555")
        }
        #expect(missing?.isUsersFault == false)
        let long = "ipc:///tmp/" + String(repeating: "x", count: 120)
        let error = #expect(throws: TransportError(.badAddress, "")) { try socket.connect(long) }
        #expect(error?.message.contains("1 to 107 bytes, this one 125") == true)
        #expect(throws: TransportError(.noCurve, "")) { try socket.bind("tcp://127.0.0.1:*") }
        #expect(throws: TransportError(.noCurve, "")) { try socket.connect("tcp://127.0.0.1:5555") }
    }

    @Test func poller_tellsWhatIsReadyInTheItemsOrder() throws {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        let router = try router()
        let items: [Poller.Item] = [
            .socket(router, .readable), .descriptor(ends[0], .readable), .descriptor(ends[1], .writable),
        ]
        #expect(try Poller.wait(for: items, timeout: nil) == [[], [], .writable])
        #expect(try Poller.wait(for: Array(items.prefix(2)), timeout: .zero) == [[], []])
        #expect(write(ends[1], "x", 1) == 1)
        #expect(try Poller.wait(for: items, timeout: nil) == [[], .readable, .writable])
        #expect(try Poller.wait(for: [], timeout: .milliseconds(1)) == [])
    }

    @Test func closedConnection_isToldByTheDescriptorOfItsMessages() throws {
        let router = try router(Fixture.watchingOptions)
        let monitor = try #require(router.connections)
        let (leaver, stayer) = (try dealer(), try dealer())
        for socket in [leaver, stayer] { try Fixture.send(Fixture.message("hello"), on: socket) }
        let first = try Fixture.receive(on: router)
        let second = try Fixture.receive(on: router)
        let descriptors = [try #require(first.connection), try #require(second.connection)]
        #expect(Set(try monitor.take()) == Set(descriptors.map(ConnectionMonitor.Event.began)))
        try Fixture.send(Fixture.message("farewell"), on: leaver)
        leaver.close()
        var ends: [ConnectionMonitor.Event] = []
        try Fixture.poll([.connections(monitor)]) {
            ends += try monitor.take()
            return !ends.isEmpty
        }
        let last = try #require(try router.receive(), "what was sent before the end has come in")
        #expect(Fixture.text(last) == "farewell")
        #expect(ends == [.ended(try #require(last.connection))])
        try Fixture.send(Fixture.message("still here"), on: stayer)
        #expect(try Fixture.receive(on: router).connection != last.connection)
        #expect(try monitor.take().isEmpty)
    }
}
