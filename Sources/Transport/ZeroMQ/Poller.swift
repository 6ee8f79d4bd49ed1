import CZMQ
import Glibc
import Training

/// What a socket or descriptor is ready for.
package struct Readiness: OptionSet, Sendable {
    package let rawValue: Int16

    package init(rawValue: Int16) { self.rawValue = rawValue }

    package static let readable = Readiness(rawValue: Int16(ZMQ_POLLIN))
    package static let writable = Readiness(rawValue: Int16(ZMQ_POLLOUT))
    /// A descriptor's other end has gone or failed.
    package static let failed = Readiness(rawValue: Int16(ZMQ_POLLERR))
}

/// Waits on several sockets and file descriptors at once.
package enum Poller {
    /// Something to wait on.
    package enum Item {
        case socket(Socket, Readiness)
        /// Readable when connections have begun or ended.
        case connections(ConnectionMonitor)
        case descriptor(Int32, Readiness)
    }

    /// Waits until an item is ready, `timeout` has passed or a signal came in.
    ///
    /// - Parameters:
    ///   - timeout: nil: without end. Zero: not at all. Rounded up to milliseconds.
    ///   - wakeful: how long the thread stays awake before it sleeps. What a step exchanges comes within some
    ///     ten microseconds, and waking a core that has gone to sleep takes as long. Whoever has work gets
    ///     the core meanwhile.
    /// - Returns: each item's readiness, in the items' order; all empty after a timeout or signal.
    /// - Throws: `zeroMQ`.
    package static func wait(for items: [Item], timeout: Duration?, wakeful: Duration = .zero)
        throws(TransportError) -> [Readiness]
    {
        defer { withExtendedLifetime(items) {} }
        var entries = items.map(\.entry)
        let milliseconds = timeout.map { max(0, Int($0.wholeMilliseconds)) } ?? -1
        var found: CInt = 0
        if milliseconds != 0, wakeful > .zero {
            found = try poll(&entries, milliseconds: 0)
            if found == 0, try isStirring(items, within: wakeful) {
                found = try poll(&entries, milliseconds: 0)
            }
        }
        if found == 0 { _ = try poll(&entries, milliseconds: milliseconds) }
        return entries.map { Readiness(rawValue: $0.revents) }
    }

    /// Whether a descriptor of an item becomes readable within a time. A socket's descriptor, once libzmq has
    /// found nothing, becomes readable when something may have come.
    private static func isStirring(_ items: [Item], within time: Duration) throws(TransportError) -> Bool {
        var entries: [Glibc.pollfd] = []
        for item in items {
            switch item {
            case .socket(let socket, _):
                entries.append(try pollfd(socket.handle))
            case .connections(let monitor):
                entries.append(try pollfd(monitor.handle))
            case .descriptor(let descriptor, let readiness):
                entries.append(Glibc.pollfd(fd: descriptor, events: readiness.rawValue, revents: 0))
            }
        }
        let end = Instant.now + time
        while .now < end {
            if Glibc.poll(&entries, nfds_t(entries.count), 0) != 0 { return true }
            sched_yield()
        }
        return false
    }

    private static func pollfd(_ socket: UnsafeMutableRawPointer) throws(TransportError) -> Glibc.pollfd {
        Glibc.pollfd(fd: try Socket.descriptor(of: socket), events: Int16(POLLIN), revents: 0)
    }

    /// - Returns: how many are ready.
    private static func poll(_ entries: inout [zmq_pollitem_t], milliseconds: Int) throws(TransportError)
        -> CInt
    {
        let count = CInt(entries.count)
        return try zeroMQChecked(.operation("waiting for messages")) {
            let result = zmq_poll(&entries, count, milliseconds)
            // The caller's timers may be due: a signal ends the wait.
            return result < 0 && zmq_errno() == EINTR ? 0 : result
        }
    }
}

extension Poller.Item {
    fileprivate var entry: zmq_pollitem_t {
        switch self {
        case .socket(let socket, let readiness):
            zmq_pollitem_t(socket: socket.handle, fd: -1, events: readiness.rawValue, revents: 0)
        case .connections(let monitor):
            zmq_pollitem_t(socket: monitor.handle, fd: -1, events: Int16(ZMQ_POLLIN), revents: 0)
        case .descriptor(let descriptor, let readiness):
            zmq_pollitem_t(socket: nil, fd: descriptor, events: readiness.rawValue, revents: 0)
        }
    }
}
