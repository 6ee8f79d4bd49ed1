import CZMQ
import Glibc
import Training

/// What a socket or descriptor is ready for.
public struct Readiness: OptionSet, Sendable {
    public let rawValue: Int16

    public init(rawValue: Int16) { self.rawValue = rawValue }

    public static let readable = Readiness(rawValue: Int16(ZMQ_POLLIN))
    public static let writable = Readiness(rawValue: Int16(ZMQ_POLLOUT))
    /// A descriptor's other end has gone or failed.
    public static let failed = Readiness(rawValue: Int16(ZMQ_POLLERR))
}

/// Waits on several sockets and file descriptors at once.
public enum Poller {
    /// Something to wait on.
    public enum Item {
        case socket(Socket, Readiness)
        case descriptor(Int32, Readiness)
    }

    /// Waits until an item is ready, `timeout` has passed or a signal came in.
    ///
    /// - Parameter timeout: nil: without end. Zero: not at all. Rounded up to milliseconds.
    /// - Returns: each item's readiness, in the items' order; all empty after a timeout or signal.
    /// - Throws: `shuttingDown`, `zeroMQ`.
    public static func wait(for items: [Item], timeout: Duration?) throws(ClusterError) -> [Readiness] {
        defer { withExtendedLifetime(items) {} }
        var entries = items.map(\.entry)
        let milliseconds = timeout.map { max(0, Int($0.wholeMilliseconds)) } ?? -1
        let count = CInt(entries.count)
        try zeroMQChecked(.operation("waiting for messages")) {
            let result = zmq_poll(&entries, count, milliseconds)
            // The caller's timers may be due: a signal ends the wait.
            return result < 0 && zmq_errno() == EINTR ? 0 : result
        }
        return entries.map { Readiness(rawValue: $0.revents) }
    }
}

extension Poller.Item {
    fileprivate var entry: zmq_pollitem_t {
        switch self {
        case .socket(let socket, let readiness):
            zmq_pollitem_t(socket: socket.handle, fd: -1, events: readiness.rawValue, revents: 0)
        case .descriptor(let descriptor, let readiness):
            zmq_pollitem_t(socket: nil, fd: descriptor, events: readiness.rawValue, revents: 0)
        }
    }
}
