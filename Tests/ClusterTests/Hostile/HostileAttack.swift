import Foundation
import Store
import TestFiles
import TestMessages
import Testing
import Training
import Transport

/// Something that a peer may do to a coordinator, again and again.
struct HostileAttack: Sendable, CustomTestStringConvertible {
    let name: String
    /// How often it is done at least.
    var blows = 30
    let strike: @Sendable (HostileCluster) throws -> Void
    var testDescription: String { name }

    /// By anybody who reaches the port.
    static let ofStrangers = [
        HostileAttack(name: "noise on the port") { cluster in
            for bytes in [
                cluster.noise(2000), Array("GET / HTTP/1.1\r\n\r\n".utf8), [0x16, 3, 1, 2, 0, 1, 0],
                Array(repeating: 0, count: 1 << 20),
            ] {
                try RawConnection(port: cluster.port).send(bytes)
            }
        },
        HostileAttack(name: "handshakes that stop half-way, all kept open", blows: 60) { cluster in
            let greeting = RawConnection.greeting("CURVE")
            for length in [0, 1, 10, 11, 63, 64] {
                let raw = try RawConnection(port: cluster.port)
                raw.send(Array(greeting.prefix(length)))
                cluster.kept.append(raw)
            }
        },
        HostileAttack(name: "handshakes of other mechanisms and with false commands") { cluster in
            for mechanism in ["NULL", "PLAIN", "CURVE", "GSSAPI"] {
                let raw = try RawConnection(port: cluster.port)
                raw.send(RawConnection.greeting(mechanism) + RawConnection.ready)
                let hello = [5] + Array("HELLO".utf8) + cluster.noise(194)
                raw.send([4, UInt8(hello.count)] + hello)
                raw.send(RawConnection.longFrameStart(1 << 40) + cluster.noise(100))
            }
        },
        HostileAttack(name: "keys that are not admitted, and a false key of the coordinator's", blows: 5) {
            cluster in
            if cluster.kept.isEmpty {
                cluster.kept = [
                    try HostilePeer(cluster, key: "stranger", name: "friend"),
                    try HostilePeer(cluster, key: "enemy", server: "stranger"),
                ]
            }
            for case let peer as HostilePeer in cluster.kept {
                let hello = WireFixture.parts(
                    try Wire.encode(Envelope(term: 0, message: .hello(peer.hello))))
                #expect(
                    try peer.socket.send(hello.map { try MessagePart(copying: $0) }) == .wouldBlock,
                    "nothing can be sent before the handshake")
            }
        },
    ]

    /// By a process of this machine, below ZeroMQ.
    static let ofRawPeers = [
        HostileAttack(name: "noise on the local sockets") { cluster in
            for socket in StateDirectory.Socket.allCases {
                let path = try cluster.socketPath(socket)
                try RawConnection(path: path).send(cluster.noise(2000))
                let raw = try RawConnection(path: path)
                raw.send(RawConnection.greeting("NULL") + RawConnection.ready + cluster.noise(2000))
            }
        },
        HostileAttack(name: "frames that claim to be beyond all bounds") { cluster in
            for size in [UInt64.max, 1 << 62, 1 << 40, UInt64(Limits.frameBytes) + 1] {
                let raw = try RawConnection(path: cluster.socketPath(.workers))
                raw.send(RawConnection.greeting("NULL") + RawConnection.ready)
                raw.send(RawConnection.longFrameStart(size) + cluster.noise(1000))
                #expect(raw.isClosed(within: 5000), "a frame of \(size) bytes")
            }
        },
        HostileAttack(name: "hundreds of connections") { cluster in
            for _ in 0..<20 {
                for _ in 0..<2 {
                    let raw = try RawConnection(path: cluster.socketPath(.workers))
                    raw.send(RawConnection.greeting("NULL") + RawConnection.ready)
                    cluster.kept.append(raw)
                }
                cluster.kept.append(try RawConnection(port: cluster.port))
            }
        },
    ]
}
