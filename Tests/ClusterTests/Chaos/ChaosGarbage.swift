import Store
import TestFiles
import TestMessages
import Transport

/// Bytes that nobody should send, for every socket of a coordinator.
struct ChaosGarbage {
    private var random: WireGenerator

    init(_ pick: UInt64) { random = WireGenerator(state: pick) }

    /// Throws garbage at the local sockets and, where there is one, at the port.
    ///
    /// - Returns: connections that have stopped half-way, to be kept open; as many as could be made.
    mutating func strike(state: StateDirectory, port: Int?) throws -> [RawConnection] {
        var kept: [RawConnection] = []
        for socket in StateDirectory.Socket.allCases {
            let address = try state.address(of: socket)
            for kind in 0..<4 {
                guard let raw = try? RawConnection(path: String(address.dropFirst("ipc://".count))) else {
                    continue
                }
                send(kind, "NULL", on: raw)
                kept.append(raw)
            }
            try sendMessages(to: address, isQuery: socket == .query)
        }
        for kind in 0..<4 {
            guard let port, let raw = try? RawConnection(port: port) else { continue }
            send(kind, "CURVE", on: raw)
            kept.append(raw)
        }
        return kept
    }

    private mutating func bytes(_ count: ClosedRange<Int>) -> [UInt8] {
        let size = Int.random(in: count, using: &random)
        return (0..<size).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    private mutating func send(_ kind: Int, _ mechanism: String, on raw: RawConnection) {
        let greeting = RawConnection.greeting(mechanism)
        switch kind {
        case 0: raw.send(bytes(1...2000))
        case 1: raw.send(Array(greeting.prefix(Int.random(in: 1...63, using: &random))))
        case 2: raw.send(greeting + bytes(1...500))
        default:
            raw.send(greeting + RawConnection.ready)
            raw.send(RawConnection.frame(bytes(0...255), hasMore: true) + bytes(1...500))
        }
    }

    /// Whole ZeroMQ messages: noise, and true ones that were damaged. Never a Hello, which on the local
    /// socket would take a worker's place, and never a request to end.
    private mutating func sendMessages(to address: String, isQuery: Bool) throws {
        let context = try Context()
        let dealer = try Socket(.dealer, in: context, options: Socket.Options(linger: .milliseconds(200)))
        try dealer.connect(address)
        let genuine =
            try isQuery
            ? WireFixture.requests.prefix(2).map { WireFixture.parts(try Wire.encode($0)) }
            : WireFixture.envelopes.dropFirst().map { WireFixture.parts(try Wire.encode($0)) }
        for index in 0..<30 {
            var parts = index % 3 == 0 ? [bytes(0...400)] : genuine.randomElement(using: &random) ?? []
            if index % 3 == 1, let place = parts[0].indices.randomElement(using: &random) {
                parts[0][place] ^= 1 << UInt8.random(in: 0...7, using: &random)
            }
            if index % 7 == 0 { parts += (0..<40).map { _ in bytes(0...20) } }
            let message = try parts.map { try MessagePart(copying: $0) }
            // Where nobody listens, or the process is stopped, the garbage is its own.
            let ready = try Poller.wait(for: [.socket(dealer, .writable)], timeout: .milliseconds(100))
            guard ready[0].contains(.writable), try dealer.send(message) == .sent else { return }
        }
    }
}
