import CZMQ
import Training

/// What became of a message that was to be sent.
package enum SendResult: Sendable, Equatable {
    /// Handed to libzmq: on its way, if the connection holds.
    case sent
    /// The peer's queue is full, or a DEALER is not connected. Nothing was sent.
    case wouldBlock
    /// The ROUTER's peer has gone. Nothing was sent.
    case unreachable
}

extension Socket {
    /// Sends a message without waiting: all of it or nothing.
    ///
    /// - Parameter peer: the receiver; for a ROUTER alone.
    /// - Throws: `zeroMQ`.
    package func send(
        _ message: OutgoingMessage, to peer: RoutingID? = nil
    ) throws(TransportError) -> SendResult {
        precondition((kind == .router) == (peer != nil), "a ROUTER sends to a peer, another socket to none")
        var parts: [MessagePart] = []
        if let peer { parts.append(try MessagePart(copying: peer.bytes)) }
        parts.append(try MessagePart(copying: message.header))
        switch message.frame {
        case nil: break
        case .bytes(let bytes): parts.append(try MessagePart(copying: bytes))
        case .floats(let floats): parts.append(try MessagePart(copying: floats))
        case .part(let part): parts.append(try MessagePart(sharing: part))
        }
        let result = try send(parts)
        try noteConnection(isUp: result == .sent)
        return result
    }

    /// Sends parts as one message.
    ///
    /// A ROUTER decides at the first part, a DEALER may still refuse the second and last, which takes back
    /// the first. So a refusal is always a refusal of the whole.
    /// - Throws: `zeroMQ`.
    package func send(_ parts: [MessagePart]) throws(TransportError) -> SendResult {
        for (index, part) in parts.enumerated() {
            let more = index < parts.count - 1 ? ZMQ_SNDMORE : 0
            switch try zeroMQ(
                .operation("sending"), { zmq_msg_send(part.message, handle, ZMQ_DONTWAIT | more) })
            {
            case .value: continue
            case .wouldBlock: return .wouldBlock
            case .unreachable: return .unreachable
            }
        }
        return .sent
    }

    /// The next message; nil when none waits.
    ///
    /// - Throws: `zeroMQ`.
    package func receive() throws(TransportError) -> ReceivedMessage? {
        let routing = kind == .router ? 1 : 0
        guard let (parts, excess) = try receiveParts(atMost: routing + Limits.messageParts) else {
            return nil
        }
        return ReceivedMessage(
            peer: kind == .router ? parts.first.map { RoutingID($0.bytes) } : nil,
            parts: Array(parts.dropFirst(routing)), excessParts: excess)
    }

    /// The parts of the next message, and how many more it had; nil when none waits.
    func receiveParts(atMost limit: Int) throws(TransportError) -> (parts: [MessagePart], excess: Int)? {
        var parts: [MessagePart] = []
        var excess = 0
        while true {
            let part = MessagePart()
            switch try zeroMQ(.operation("receiving"), { zmq_msg_recv(part.message, handle, ZMQ_DONTWAIT) }) {
            // A message's parts come in together: only the first can be missing.
            case .wouldBlock, .unreachable: return nil
            case .value: break
            }
            if parts.count < limit { parts.append(part) } else { excess += 1 }
            if zmq_msg_more(part.message) == 0 { return (parts, excess) }
        }
    }
}
