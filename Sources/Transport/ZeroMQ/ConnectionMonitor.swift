import CZMQ

/// Hears which connections of a listening socket begin and end, the moment that the kernel says so.
///
/// It belongs to the socket, on whose thread its events are taken and which closes it.
package final class ConnectionMonitor {
    /// What became of a connection, which is named by its descriptor. Once one has ended, the next may get
    /// its number.
    package enum Event: Sendable, Hashable {
        case began(Int32)
        case ended(Int32)
    }

    private let monitor: SocketMonitor

    /// - Throws: `zeroMQ`.
    init(of socket: UnsafeMutableRawPointer, in context: Context) throws(TransportError) {
        monitor = try SocketMonitor(
            of: socket, events: ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_DISCONNECTED, in: context)
    }

    var handle: UnsafeMutableRawPointer { monitor.handle }

    func close() { monitor.close() }

    /// All events since the last call.
    ///
    /// What a peer sent can be received before the end of its connection is told here.
    /// - Throws: `zeroMQ`.
    package func take() throws(TransportError) -> [Event] {
        var events: [Event] = []
        while let event = try monitor.next() {
            events.append(event.code == ZMQ_EVENT_ACCEPTED ? .began(event.value) : .ended(event.value))
        }
        return events
    }
}
