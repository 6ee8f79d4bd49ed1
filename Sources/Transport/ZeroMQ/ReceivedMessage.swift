import CZMQ
import Training

/// The address of a ROUTER's peer: valid for one connection. With the socket it makes a `PeerID`.
package struct RoutingID: Hashable, Sendable, CustomStringConvertible {
    package let bytes: [UInt8]

    /// - Parameter bytes: up to 255.
    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    package var description: String {
        let digits = Array("0123456789abcdef")
        return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}

/// A message as it came in.
package struct ReceivedMessage {
    /// Whom an answer goes to; nil on a DEALER.
    package let peer: RoutingID?
    /// The header, and the raw frame if there is one.
    package let parts: [MessagePart]
    /// Parts beyond those allowed, thrown away unread: the message is malformed.
    package let excessParts: Int

    init(peer: RoutingID?, parts: [MessagePart], excessParts: Int) {
        self.peer = peer
        self.parts = parts
        self.excessParts = excessParts
    }

    /// A message that did not come through a socket.
    ///
    /// - Throws: `zeroMQ` where memory is short.
    package init(peer: RoutingID? = nil, parts: [[UInt8]]) throws(TransportError) {
        var kept: [MessagePart] = []
        for part in parts.prefix(Limits.messageParts) {
            kept.append(try MessagePart(copying: part))
        }
        self.init(peer: peer, parts: kept, excessParts: parts.count - kept.count)
    }

    /// The descriptor of the connection that it came by, as a `ConnectionMonitor` names it; nil over
    /// `inproc://`.
    package var connection: Int32? {
        parts.first.flatMap { part in
            let descriptor = zmq_msg_get(part.message, ZMQ_SRCFD)
            return descriptor < 0 ? nil : descriptor
        }
    }

    /// Where the peer is, as libzmq knows it; nil or empty over `inproc://`.
    package var peerAddress: String? { parts.first?.metadata("Peer-Address") }

    /// The name under which the peer's key was admitted; nil without CURVE.
    package var admittedName: String? { parts.first?.metadata("User-Id").flatMap { $0.isEmpty ? nil : $0 } }
}
