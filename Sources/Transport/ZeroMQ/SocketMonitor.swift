import CZMQ

/// What libzmq says about a socket's connections, in the order in which it happened (`zmq_socket_monitor`).
final class SocketMonitor {
    struct Event {
        /// One of `ZMQ_EVENT_...`.
        let code: CInt
        /// What it means depends on the code: most often the connection's descriptor.
        let value: Int32
        /// The connection's endpoint.
        let address: String
    }

    let handle: UnsafeMutableRawPointer
    private let socket: UnsafeMutableRawPointer
    private var isClosed = false

    /// - Parameters:
    ///   - socket: its owner closes the monitor before the socket.
    ///   - events: the codes of the events that count, each a bit.
    /// - Throws: `zeroMQ`.
    init(of socket: UnsafeMutableRawPointer, events: CInt, in context: Context) throws(TransportError) {
        // The socket's own address: no other has it as long as the socket is open.
        let address = "inproc://monitor-\(UInt(bitPattern: socket))"
        try zeroMQChecked(Self.subject) { zmq_socket_monitor(socket, address, events) }
        guard let handle = zmq_socket(context.handle, ZMQ_PAIR) else {
            throw zeroMQError(zmq_errno(), Self.subject)
        }
        self.handle = handle
        self.socket = socket
        // libzmq's I/O thread would wait where this queue is full. Whoever watches takes all events each
        // time.
        var unlimited: CInt = 0
        let size = MemoryLayout<CInt>.size
        try zeroMQChecked(Self.subject) { zmq_setsockopt(handle, ZMQ_RCVHWM, &unlimited, size) }
        try zeroMQChecked(Self.subject) { zmq_connect(handle, address) }
    }

    deinit { close() }

    /// Ends the watch. Nothing may be asked of the monitor afterwards.
    func close() {
        guard !isClosed else { return }
        isClosed = true
        // Before this end goes: libzmq's I/O thread waits for ever where nobody can hear an event.
        zmq_socket_monitor(socket, nil, 0)
        zmq_close(handle)
    }

    /// The next event; nil when none waits.
    ///
    /// - Throws: `zeroMQ`.
    func next() throws(TransportError) -> Event? {
        while true {
            // Code (16 bits) and value (32 bits), then the address.
            var event = [UInt8](repeating: 0, count: 6)
            var address = [UInt8](repeating: 0, count: 256)
            guard let count = try receive(into: &event), let length = try receive(into: &address) else {
                return nil
            }
            guard count == event.count else { continue }
            let value = event.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: 2, as: Int32.self) }
            return Event(
                code: CInt(event[0]) | CInt(event[1]) << 8, value: value,
                address: String(decoding: address.prefix(length), as: UTF8.self))
        }
    }

    private func receive(into buffer: inout [UInt8]) throws(TransportError) -> Int? {
        let outcome = try zeroMQ(Self.subject) { zmq_recv(handle, &buffer, buffer.count, ZMQ_DONTWAIT) }
        if case .value(let count) = outcome { return min(Int(count), buffer.count) }
        return nil
    }

    private static var subject: CallSubject { .operation("watching a socket") }
}
