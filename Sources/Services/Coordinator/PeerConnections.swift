package import Training
package import Transport

/// Knows by which connection each peer of a listening socket came in, and so whom a closed connection takes
/// away.
///
/// libzmq names connections by their descriptors, in two streams that are read at different times: messages,
/// and what the monitor says. A descriptor's number is used again once its connection has ended. What holds
/// is: the monitor has told of a connection's beginning and of the ends before it by the time that a message
/// of that connection can be received.
package struct PeerConnections {
    private var peers: [Int32: PeerID] = [:]
    /// Descriptors of which the monitor has said last that their connection has ended.
    private var closed: Set<Int32> = []
    /// Whose end is known, and who may have sent something before that is not received yet.
    private var ended: [PeerID] = []

    package init() {}

    /// Takes in that a connection has begun or ended.
    package mutating func take(_ event: ConnectionMonitor.Event) {
        switch event {
        case .began(let descriptor): closed.remove(descriptor)
        case .ended(let descriptor):
            closed.insert(descriptor)
            if let peer = peers.removeValue(forKey: descriptor) { isUnreachable(peer) }
        }
    }

    /// Takes in by which connection a peer's message came.
    ///
    /// - Parameter news: Everything that the monitor says and that was not taken in before. It is asked for
    ///   where the connection was not known as this peer's: an end that is told later is then this
    ///   connection's own.
    package mutating func received(
        from peer: PeerID, by descriptor: Int32, news: () throws(TransportError) -> [ConnectionMonitor.Event]
    ) throws(TransportError) {
        if peers[descriptor] == peer { return }
        for event in try news() { take(event) }
        if ended.contains(peer) { return }
        if closed.contains(descriptor) {
            ended.append(peer)
        } else if let earlier = peers.updateValue(peer, forKey: descriptor) {
            // Its first message was received after its end was told.
            ended.append(earlier)
        }
    }

    /// Takes in that nothing can be sent to a peer any more.
    package mutating func isUnreachable(_ peer: PeerID) {
        if !ended.contains(peer) { ended.append(peer) }
    }

    package var hasEnded: Bool { !ended.isEmpty }

    /// The peers whose connections have ended, each once. To be called when everything is received that had
    /// come in: what a peer sent before its end counts first.
    package mutating func takeEnded() -> [PeerID] {
        defer { ended = [] }
        return ended
    }
}
