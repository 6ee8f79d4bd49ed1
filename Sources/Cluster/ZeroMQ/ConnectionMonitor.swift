import CZMQ

/// Hears why a socket's handshakes fail. Without it a client whose key is not admitted would wait in silence.
final class ConnectionMonitor {
    private let handle: UnsafeMutableRawPointer

    /// - Parameter socket: its owner ends the watch before it lets go of the monitor.
    /// - Throws: `zeroMQ`.
    init(of socket: UnsafeMutableRawPointer, in context: Context) throws(ClusterError) {
        // The socket's own address: no other has it as long as the socket is open.
        let address = "inproc://monitor-\(UInt(bitPattern: socket))"
        let events =
            ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL
            | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH
        try zeroMQChecked(.operation("watching a socket")) { zmq_socket_monitor(socket, address, events) }
        guard let handle = zmq_socket(context.handle, ZMQ_PAIR) else {
            throw zeroMQError(zmq_errno(), .operation("watching a socket"))
        }
        self.handle = handle
        // libzmq's I/O thread waits where this queue is full. There is at most one event for each reconnect
        // interval, and each attempt to send takes all of them.
        var unlimited: CInt = 0
        let size = MemoryLayout<CInt>.size
        try zeroMQChecked(.operation("watching a socket")) {
            zmq_setsockopt(handle, ZMQ_RCVHWM, &unlimited, size)
        }
        try zeroMQChecked(.operation("watching a socket")) { zmq_connect(handle, address) }
    }

    deinit { zmq_close(handle) }

    /// What went wrong last since the last call, in words; nil if nothing did.
    ///
    /// - Throws: `shuttingDown`, `zeroMQ`.
    func latest() throws(ClusterError) -> String? {
        var words: String?
        while true {
            // Event (16 bits) and value (32 bits), then the address.
            var event = [UInt8](repeating: 0, count: 6)
            var address = [UInt8](repeating: 0, count: 256)
            guard let count = try receive(into: &event), let length = try receive(into: &address) else {
                return words
            }
            guard count == event.count else { continue }
            let code = CInt(event[0]) | CInt(event[1]) << 8
            words = "\(String(decoding: address.prefix(length), as: UTF8.self)): \(Self.reason(code))"
        }
    }

    private func receive(into buffer: inout [UInt8]) throws(ClusterError) -> Int? {
        let outcome = try zeroMQ(.operation("watching a socket")) {
            zmq_recv(handle, &buffer, buffer.count, ZMQ_DONTWAIT)
        }
        if case .value(let count) = outcome { return min(Int(count), buffer.count) }
        return nil
    }

    private static func reason(_ event: CInt) -> String {
        switch event {
        case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL:
            "the handshake failed: the other end does not speak CURVE, or has another key than expected"
        default:
            """
            the handshake failed: either this client's public key is not among those that the server admits, or \
            the server's public key is another one than expected
            """
        }
    }
}
