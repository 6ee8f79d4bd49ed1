import Foundation
import Glibc
import Pace
import Store
import TestMessages
import Testing
import Training
import Transport

/// The query socket under attack, which the same user's processes alone reach.
@Suite(.serialized, .blocking) struct HostileClientTests {
    /// Messages as a client sends them below ZeroMQ, which can then go without a goodbye.
    private static func rawRequest(_ request: Request) throws -> [UInt8] {
        RawConnection.greeting("NULL") + RawConnection.ready
            + RawConnection.frame(try Wire.encode(request).header)
    }

    static let attacks = [
        HostileAttack(name: "requests that are none") { cluster in
            let client = try HostilePeer(cluster, .query)
            for request in [[cluster.noise(200)], [[]], (0..<300).map { [UInt8($0 & 255)] }] {
                try client.send(request)
                let answer = try client.reply()
                #expect(answer?.code == .refused)
            }
            try client.say(.heartbeat(Heartbeat(state: .idle, step: 0)))
            #expect(try client.reply()?.code == .refused)
        },
        HostileAttack(name: "requests that are too long") { cluster in
            let client = try HostilePeer(cluster, .query)
            try client.send([cluster.noise(Limits.headerBytes + 1)])
            let raw = try RawConnection(path: cluster.socketPath(.query))
            raw.send(RawConnection.greeting("NULL") + RawConnection.ready)
            raw.send(RawConnection.longFrameStart(1 << 40) + cluster.noise(1000))
            #expect(raw.isClosed(within: 5000))
        },
        HostileAttack(name: "jobs that are none") { cluster in
            let client = try HostilePeer(cluster, .query)
            for job in ["", "name: [", String(repeating: "a: {", count: 10_000)] {
                try client.send(WireFixture.parts(try Wire.encode(Request.submit(job: job, path: "/x"))))
                #expect(try client.reply()?.code == .refused)
            }
        },
        HostileAttack(name: "clients that go before the answer") { cluster in
            for _ in 0..<50 {
                let raw = try RawConnection(path: cluster.socketPath(.query))
                raw.send(try rawRequest(.status(run: nil)))
            }
        },
        HostileAttack(name: "clients that ask and never read") { cluster in
            if cluster.kept.isEmpty { cluster.kept = [try HostilePeer(cluster, .query)] }
            let client = try #require(cluster.kept.first as? HostilePeer)
            let request = WireFixture.parts(try Wire.encode(Request.status(run: nil)))
            for _ in 0..<300 { try client.send(request) }
        },
        HostileAttack(name: "hundreds of clients at once") { cluster in
            let clients = try (0..<200).map { _ in try HostilePeer(cluster, .query) }
            let request = WireFixture.parts(try Wire.encode(Request.status(run: nil)))
            for client in clients { try client.send(request) }
            for client in clients { #expect(try client.reply()?.code == .done) }
        },
    ]

    @Test(arguments: attacks)
    func attackOnTheQuerySocket_isWithstoodWithTheSameBits(_ attack: HostileAttack) throws {
        let cluster = try HostileCluster()
        try cluster.withstand(blows: attack.blows, attack.strike)
        let summary = try cluster.finish()
        #expect(try summary.outcome == HostileCluster.quiet.get())
        #expect(try RunStore(folder: "\(cluster.job.state)/runs").list().runs.count == 1)
    }

    @Test func floodOfBadRequests_doesNotFloodTheLog() throws {
        let cluster = try HostileCluster()
        let client = try HostilePeer(cluster, .query)
        for _ in 0..<5000 { try client.send([[1, 2, 3]]) }
        try cluster.withstand(blows: 1) { _ in }
        _ = try cluster.finish()
        let lines = cluster.log.split(separator: "\n").filter { $0.contains("dropped a request") }
        #expect(lines.count == 10)
        #expect(lines.last?.hasSuffix("(more like it are left out for a while)") == true)
    }
}

extension HostilePeer {
    /// The next answer to a request; nil where none comes.
    fileprivate func reply() throws -> Reply? {
        for _ in 0..<1000 {
            if let message = try socket.receive() { return try Wire.decodeReply(message) }
            _ = try Poller.wait(for: [.socket(socket, .readable)], timeout: .milliseconds(10))
        }
        return nil
    }
}
