import CZMQ

/// Hears why a client's handshakes fail. Without it a client whose key is not admitted would wait in silence.
final class HandshakeMonitor {
    private let monitor: SocketMonitor

    /// - Parameter socket: its owner closes the monitor before the socket.
    /// - Throws: `zeroMQ`.
    init(of socket: UnsafeMutableRawPointer, in context: Context) throws(TransportError) {
        monitor = try SocketMonitor(
            of: socket,
            events: ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL
                | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH,
            in: context)
    }

    func close() { monitor.close() }

    /// What went wrong last since the last call, in words; nil if nothing did.
    ///
    /// - Throws: `zeroMQ`.
    func latest() throws(TransportError) -> String? {
        var words: String?
        while let event = try monitor.next() { words = "\(event.address): \(Self.reason(event.code))" }
        return words
    }

    private static func reason(_ event: CInt) -> String {
        switch event {
        case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL:
            "the handshake failed: the other end does not speak CURVE, or has another key than expected"
        default:
            """
            the handshake failed: either this client's public key is not among those that the server admits, \
            or the server's public key is another one than expected
            """
        }
    }
}
