import CZMQ
import Neural
import Training

/// The address of a ROUTER's peer: valid for one connection.
package struct RoutingID: Hashable, Sendable, CustomStringConvertible {
    package let bytes: [UInt8]

    /// - Parameter bytes: up to 255.
    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    package var description: String {
        let digits = Array("0123456789abcdef")
        return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}

/// One frame of a message, in libzmq's memory.
package final class MessagePart {
    let message: UnsafeMutablePointer<zmq_msg_t>

    /// An empty part, to be received into.
    init() {
        message = .allocate(capacity: 1)
        zmq_msg_init(message)
    }

    /// A part of `size` bytes that are to be filled in.
    private init(size: Int) throws(TransportError) {
        message = .allocate(capacity: 1)
        let result = zmq_msg_init_size(message, size)
        if result != 0 { zmq_msg_init(message) }
        if result != 0 { throw zeroMQError(zmq_errno(), .operation("making a message of \(size) bytes")) }
    }

    /// A part that holds a copy of `bytes`.
    ///
    /// - Throws: `zeroMQ` where memory is short.
    package convenience init(copying bytes: [UInt8]) throws(TransportError) {
        try self.init(size: bytes.count)
        bytes.withUnsafeBytes(fill)
    }

    /// A part that holds a copy of `numbers` as little-endian Float32.
    ///
    /// - Throws: `zeroMQ` where memory is short.
    convenience init(copying numbers: Vector) throws(TransportError) {
        try self.init(size: numbers.count * MemoryLayout<Float>.stride)
        numbers.withUnsafeBufferPointer { fill(UnsafeRawBufferPointer($0)) }
    }

    private func fill(_ bytes: UnsafeRawBufferPointer) {
        UnsafeMutableRawBufferPointer(start: zmq_msg_data(message), count: bytes.count).copyMemory(
            from: bytes)
    }

    deinit {
        zmq_msg_close(message)
        message.deallocate()
    }

    package var count: Int { zmq_msg_size(message) }

    /// A copy of the part's bytes.
    package var bytes: [UInt8] { withBytes { Array($0) } }

    /// Lends the part's bytes without a copy.
    func withBytes<Result, Failure>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        defer { withExtendedLifetime(self) {} }
        return try body(UnsafeRawBufferPointer(start: zmq_msg_data(message), count: count))
    }

    /// What the connection that the part came through says about its peer.
    func metadata(_ name: String) -> String? { zmq_msg_gets(message, name).map { String(cString: $0) } }
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
