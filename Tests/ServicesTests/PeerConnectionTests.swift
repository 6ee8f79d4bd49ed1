import Services
import Testing
import Training
import Transport

/// Which peers a closed connection takes away, whatever order messages and ends are read in.
@Suite struct PeerConnectionTests {
    private let a = peer(1)
    private let b = peer(2)
    private let c = peer(3)

    private static func peer(_ number: UInt8) -> PeerID { PeerID(socket: 0, identity: [0, number]) }

    private func receive(
        _ peer: PeerID, _ descriptor: Int32, in connections: inout PeerConnections,
        news: [ConnectionMonitor.Event] = []
    ) throws {
        try connections.received(from: peer, by: descriptor) { news }
    }

    @Test func endOfAConnection_endsItsPeerOnce() throws {
        var connections = PeerConnections()
        connections.take(.began(9))
        try receive(a, 9, in: &connections)
        try receive(b, 8, in: &connections, news: [.began(8)])
        #expect(connections.takeEnded().isEmpty)
        connections.take(.ended(9))
        #expect(connections.hasEnded)
        #expect(connections.takeEnded() == [a])
        #expect(connections.takeEnded().isEmpty && !connections.hasEnded)
    }

    @Test func peerThatNothingCanBeSentTo_endsWithWhatWasReceivedBefore() throws {
        var connections = PeerConnections()
        try receive(a, 9, in: &connections, news: [.began(9)])
        connections.isUnreachable(a)
        connections.take(.ended(9))
        try receive(a, 9, in: &connections)
        #expect(connections.hasEnded)
        #expect(Set(connections.takeEnded()) == [a])
        try receive(b, 9, in: &connections, news: [.began(9)])
        #expect(!connections.hasEnded)
    }

    @Test func strangersThatNeverSpoke_endNobody() throws {
        var connections = PeerConnections()
        for event in [.began(9), .ended(9), .began(9)] as [ConnectionMonitor.Event] {
            connections.take(event)
        }
        try receive(a, 9, in: &connections)
        #expect(connections.takeEnded().isEmpty)
    }

    @Test func numberUsedAgainBeforeTheEndIsRead_endsTheEarlierAlone() throws {
        var connections = PeerConnections()
        try receive(a, 9, in: &connections, news: [.began(9)])
        // A stranger had the number in between: two ends, and neither is that of the newest.
        try receive(b, 9, in: &connections, news: [.ended(9), .began(9), .ended(9), .began(9)])
        #expect(connections.takeEnded() == [a])
        connections.take(.ended(9))
        #expect(connections.takeEnded() == [b])
    }

    @Test func lastMessagesReadAfterTheEnd_keepItEnded() throws {
        var connections = PeerConnections()
        try receive(a, 9, in: &connections, news: [.began(9)])
        connections.take(.ended(9))
        try receive(a, 9, in: &connections)
        connections.take(.began(9))
        try receive(b, 9, in: &connections)
        try receive(a, 9, in: &connections)
        try receive(b, 9, in: &connections)
        #expect(connections.takeEnded() == [a])
        connections.take(.ended(9))
        #expect(connections.takeEnded() == [b])
    }

    @Test func firstMessageReadAfterTheEnd_isFollowedByTheEnd() throws {
        var connections = PeerConnections()
        try receive(a, 9, in: &connections, news: [.began(9), .ended(9)])
        try receive(a, 9, in: &connections)
        #expect(connections.takeEnded() == [a])
        // The same, with a next connection that has begun.
        for event in [.began(7), .ended(7), .began(7)] as [ConnectionMonitor.Event] {
            connections.take(event)
        }
        try receive(b, 7, in: &connections)
        try receive(c, 7, in: &connections)
        #expect(connections.takeEnded() == [b])
        connections.take(.ended(7))
        #expect(connections.takeEnded() == [c])
    }
}
