import Glibc
import Neural
import Store
import TestMessages
import Training
import Transport

/// A peer that speaks ZeroMQ with a coordinator, and says what it likes.
final class HostilePeer {
    let socket: Socket
    let name: String
    /// Of the coordinator, once it has been heard.
    private(set) var term: UInt64 = 0

    /// - Parameter name: What it calls itself.
    init(_ cluster: HostileCluster, _ kind: StateDirectory.Socket = .workers, name: String = "enemy") throws {
        self.name = name
        socket = try Socket(.dealer, in: cluster.context, options: Socket.Options(linger: .zero))
        try socket.connect("ipc://\(cluster.socketPath(kind))")
    }

    /// - Parameters:
    ///   - key: The file of its key, without its ending.
    ///   - server: That of the key that it expects the coordinator to have.
    init(_ cluster: HostileCluster, key: String, server: String = "boss", name: String = "enemy") throws {
        self.name = name
        var options = Socket.Options(linger: .zero)
        options.handshakeTimeout = .milliseconds(300)
        let folder = cluster.job.path
        socket = try Socket(
            .dealer, in: cluster.context, options: options,
            security: .curveClient(
                KeyFiles.readPair("\(folder)/\(key).secret"),
                server: KeyFiles.readPublicKey("\(folder)/\(server).pub")))
        try socket.connect("tcp://127.0.0.1:\(cluster.port)")
    }

    /// Takes a moment to compute.
    private static let fingerprint = Digest.sha256(weights: NumericsProbe.run())

    var hello: Hello {
        Hello(name: name, host: "nowhere", pid: 1, threads: 1, fingerprint: Self.fingerprint)
    }

    /// Sends a message as soon as the connection takes it.
    ///
    /// - Returns: false where it does not within five seconds.
    @discardableResult
    func send(_ parts: [[UInt8]]) throws -> Bool {
        for _ in 0..<100 {
            if try socket.send(parts.map { try MessagePart(copying: $0) }) == .sent { return true }
            _ = try Poller.wait(for: [.socket(socket, .writable)], timeout: .milliseconds(50))
        }
        return false
    }

    @discardableResult
    func say(_ message: Message, term: UInt64? = nil) throws -> Bool {
        try send(WireFixture.parts(try Wire.encode(Envelope(term: term ?? self.term, message: message))))
    }

    /// Waits for a message, and lets others pass.
    ///
    /// - Returns: nil where none of that kind comes within ten seconds.
    func hear<Value>(_ isWanted: (Message) -> Value?) throws -> Value? {
        for _ in 0..<1000 {
            while let message = try socket.receive() {
                let envelope = try Wire.decodeEnvelope(message)
                term = max(term, envelope.term)
                if let value = isWanted(envelope.message) { return value }
            }
            _ = try Poller.wait(for: [.socket(socket, .readable)], timeout: .milliseconds(10))
        }
        return nil
    }

    /// Says Hello and waits to be welcomed.
    func join() throws -> Bool {
        try say(.hello(hello))
        return try hear { if case .welcome = $0 { true } else { nil } } ?? false
    }
}
