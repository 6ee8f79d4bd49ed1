import CZMQ
import Neural

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

    /// A part with the bytes of another, which are not copied: they are there until both parts have gone, and
    /// are never changed. Called on the thread that the other stays on; this one may go anywhere.
    ///
    /// - Throws: `zeroMQ`.
    convenience init(sharing other: MessagePart) throws(TransportError) {
        self.init()
        try zeroMQChecked(.operation("sharing a message")) { zmq_msg_copy(message, other.message) }
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
