import Foundation
import Glibc
import Neural
import Pace
import Store
import Testing
import Training

/// A live coordinator under attack: it goes on, honest workers go on, and the bits are the same.
@Suite(.serialized, .blocking) struct HostilePeerTests {
    @Test(arguments: HostileAttack.ofStrangers + HostileAttack.ofRawPeers + HostileAttack.ofPeers)
    func attack_isWithstoodWithTheSameBits(_ attack: HostileAttack) throws {
        let cluster = try HostileCluster()
        try cluster.withstand(blows: attack.blows, attack.strike)
        #expect(try Set(cluster.status().workers.map(\.name)).isSuperset(of: ["friend", "honest"]))
        let summary = try cluster.finish()
        #expect(try summary.outcome == HostileCluster.quiet.get())
        #expect(
            !summary.incidents.contains {
                ["friend", "honest"].contains($0.worker) && $0.kind == .workerLost
            })
    }

    @Test func floodOfBadMessages_doesNotFloodTheHistory() throws {
        let cluster = try HostileCluster()
        let peer = try HostilePeer(cluster, key: "enemy")
        for _ in 0..<5000 { try peer.send([[1, 2, 3]]) }
        try cluster.withstand(blows: 1) { _ in }
        let summary = try cluster.finish()
        #expect((1..<200).contains(summary.incidents.count))
    }

    /// Whoever reaches the local socket is the same user: a name counts for who said it last, so that a
    /// worker that was started again is not kept out by its own ghost.
    @Test func anothersNameOnTheLocalSocket_takesItsPlaceAndTheJobGoesOn() throws {
        let cluster = try HostileCluster()
        let peer = try HostilePeer(cluster, name: "honest")
        try #require(try peer.join())
        try cluster.withstand(blows: 1) { _ in }
        let summary = try cluster.finish()
        #expect(try summary.outcome == HostileCluster.quiet.get())
        #expect(summary.incidents.contains { $0.kind == .workerReplaced && $0.worker == "honest" })
    }

    @Test(arguments: [Float.nan, .infinity])
    func partialThatIsNotFinite_isComputedAgainByOthersAndItsSenderNamed(_ value: Float) throws {
        let cluster = try HostileCluster()
        let peer = try HostilePeer(cluster, key: "enemy")
        try #require(try peer.join())
        try peer.say(.ready(Ready(run: cluster.run)))
        let work = try #require(try peer.hear { if case .assignment(let work) = $0 { work } else { nil } })
        let numbers = try #require(work.weights?.count)
        for node in TreeNode.maximalNodes(in: work.microbatches, leaves: 6) {
            try peer.say(
                .gradient(
                    Gradient(
                        run: work.run, step: work.step, node: node, samples: 8 * node.range.count, loss: 1,
                        computeTime: .milliseconds(1),
                        partial: Vector(Array(repeating: value, count: numbers)))))
        }
        let summary = try cluster.finish()
        #expect(try summary.outcome == HostileCluster.quiet.get())
        #expect(summary.incidents.contains { $0.worker == "enemy" })
    }

    @Test func fewDescriptors_areRaisedToWhatTheSystemAllows() throws {
        let cluster = try HostileCluster(shell: "ulimit -S -n 100")
        try cluster.withstand(blows: 4) { cluster in
            for _ in 0..<50 { cluster.kept.append(try RawConnection(port: cluster.port)) }
        }
        let summary = try cluster.finish()
        #expect(try summary.outcome == HostileCluster.quiet.get())
        #expect(!summary.incidents.contains { $0.kind == .checkpointFailed })
    }
}
