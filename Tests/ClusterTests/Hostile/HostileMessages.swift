import Neural
import TestMessages
import Testing
import Training
import Transport

extension HostileAttack {
    /// The peer of an attack that goes on with the same connection.
    private static func peer(
        of cluster: HostileCluster, _ make: () throws -> HostilePeer
    ) throws -> HostilePeer {
        if let peer = cluster.kept.first as? HostilePeer { return peer }
        let peer = try make()
        cluster.kept = [peer]
        return peer
    }

    /// By peers that were admitted, or are on the same machine.
    static let ofPeers = [
        HostileAttack(name: "Hello of another version") { cluster in
            let peer = try peer(of: cluster) { try HostilePeer(cluster, key: "enemy") }
            var header = WireFixture.parts(
                try Wire.encode(Envelope(term: 0, message: .hello(peer.hello))))[0]
            // The first field is the version.
            try #require(header[0] == 1 << 3 && header[1] == UInt8(Limits.protocolVersion))
            header[1] = UInt8(Limits.protocolVersion + 1)
            try peer.send([header])
            let answer = try peer.hear { if case .refused(let refused) = $0 { refused.code } else { nil } }
            #expect(answer == .protocolVersion)
        },
        HostileAttack(name: "another worker's name with an own key") { cluster in
            let peer = try peer(of: cluster) { try HostilePeer(cluster, key: "enemy", name: "friend") }
            try peer.say(.hello(peer.hello))
            let answer = try peer.hear { if case .refused(let refused) = $0 { refused.code } else { nil } }
            #expect(answer == .malformed)
            #expect(try cluster.status().workers.map(\.name).sorted() == ["friend", "honest"])
        },
        HostileAttack(name: "headers and frames beyond their bounds") { cluster in
            let peer = try peer(of: cluster) { try HostilePeer(cluster) }
            try peer.send([Array(repeating: 0, count: Limits.headerBytes + 1)])
            try peer.send([cluster.noise(40), Array(repeating: 0, count: 4 << 20)])
            let gradient = Gradient(
                run: cluster.run, step: 1, node: TreeNode(0, 1), samples: 8, loss: 0, computeTime: .zero,
                partial: Vector(zeros: 1 << 20))
            try peer.say(.gradient(gradient))
        },
        HostileAttack(name: "results of other terms, steps, runs and shapes") { cluster in
            let peer = try peer(of: cluster) {
                let peer = try HostilePeer(cluster)
                try #require(try peer.join())
                return peer
            }
            let step = try cluster.status().job?.step ?? 0
            for term in [0, peer.term - 1, peer.term, peer.term + 1, .max >> 1] {
                for (run, step) in [(cluster.run, 0), ("other-1", step), (cluster.run, step + 1000)] {
                    let gradient = Gradient(
                        run: run, step: step, node: TreeNode(0, 6), samples: 48, loss: .nan,
                        computeTime: .zero,
                        partial: Vector(Array(repeating: .infinity, count: 3384)))
                    try peer.say(.gradient(gradient), term: term)
                }
                for (node, samples) in [(TreeNode(1, 3), 16), (TreeNode(0, 60), 480), (TreeNode(0, 2), 7)] {
                    let gradient = Gradient(
                        run: cluster.run, step: step, node: node, samples: samples, loss: 0,
                        computeTime: .zero, partial: Vector(zeros: 3384))
                    try peer.say(.gradient(gradient), term: term)
                }
                try peer.say(.heartbeat(Heartbeat(state: .idle, step: 0)), term: term)
            }
        },
        HostileAttack(name: "a burst of noise, and true messages that are damaged") { cluster in
            let peer = try peer(of: cluster) { try HostilePeer(cluster, key: "enemy") }
            let genuine = try WireFixture.envelopes.map { WireFixture.parts(try Wire.encode($0)) }
            for index in 0..<500 {
                var parts = index % 2 == 0 ? [cluster.noise(100)] : genuine[index % genuine.count]
                parts[0][index % parts[0].count] ^= 1
                try peer.send(parts)
            }
        },
        HostileAttack(name: "messages of hundreds of parts") { cluster in
            let peer = try peer(of: cluster) { try HostilePeer(cluster, key: "enemy") }
            for count in [3, 100, 999] { try peer.send((0..<count).map { [UInt8($0 & 255)] }) }
            try peer.send([[]])
        },
        HostileAttack(name: "a member that asks for much and never reads") { cluster in
            let peer = try peer(of: cluster) {
                let peer = try HostilePeer(cluster, key: "enemy")
                try #require(try peer.join())
                return peer
            }
            let digest = try cluster.dataDigest()
            for index in 0..<400 {
                try peer.say(.heartbeat(Heartbeat(state: .preparing, step: index)))
                try peer.say(.fetchData(FetchData(digest: digest, offset: 0)))
                try peer.say(.hello(peer.hello))
            }
        },
    ]
}
