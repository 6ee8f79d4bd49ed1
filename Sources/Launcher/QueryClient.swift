import Store
package import Training
import Transport

/// Asks a coordinator of this machine, over its query socket.
package final class QueryClient {
    private let context: Context
    private let address: String

    /// - Parameter address: `ipc://PATH` of the query socket.
    /// - Throws: `TransportError` where the process has no descriptors left.
    package init(address: String) throws {
        context = try Context()
        self.address = address
    }

    /// Sends a request and waits for the answer.
    ///
    /// Each request has a socket of its own: an answer that comes too late for one is never taken for
    /// another's.
    /// - Parameters:
    ///   - interruption: A descriptor that ends the wait by becoming readable.
    ///   - isThere: Asked now and then whether whoever was asked still is; nil: nobody knows.
    /// - Throws: `timedOut` where nobody answers; `unreachable` where nobody will any more; `malformed` for
    ///   an answer that is none; `zeroMQ`.
    package func ask(
        _ request: Request, timeout: Duration, interruption: Int32? = nil, isThere: (() -> Bool)? = nil
    ) throws -> Reply {
        let socket = try Socket(
            .dealer, in: context, options: Socket.Options(linger: .zero, largestFrame: Limits.replyBytes))
        try socket.connect(address)
        let message = try Wire.encode(request)
        let end = Instant.now + timeout
        var isSent = false
        while true {
            let left = Duration.nanoseconds(end.nanoseconds - Instant.now.nanoseconds)
            guard left > .zero else {
                throw LaunchError(.timedOut, "no coordinator answers at \(address)")
            }
            let ready = try Poller.wait(
                for: [.socket(socket, isSent ? .readable : .writable)]
                    + (interruption.map { [.descriptor($0, .readable)] } ?? []),
                timeout: isThere == nil ? left : min(left, Limits.watchInterval))
            if ready.count > 1, ready[1].contains(.readable) {
                throw LaunchError(.timedOut, "something else came up before an answer from \(address)")
            }
            if !isSent {
                isSent = try socket.send(message) == .sent
            } else if let answer = try socket.receive() {
                return try Wire.decodeReply(answer)
            }
            if isThere?() == false {
                throw LaunchError(.unreachable, "the coordinator at \(address) has ended before it answered")
            }
        }
    }

    /// The answer's message and body.
    ///
    /// - Throws: as `ask`; `refused` with the coordinator's words where it turns the request down.
    package func demand(
        _ request: Request, timeout: Duration, interruption: Int32? = nil, isThere: (() -> Bool)? = nil
    ) throws -> Reply {
        let reply = try ask(request, timeout: timeout, interruption: interruption, isThere: isThere)
        guard reply.code == .done else { throw LaunchError(.refused, reply.message) }
        return reply
    }

    /// The coordinator's status.
    ///
    /// - Parameters:
    ///   - run: The run asked for; nil: the one at work.
    ///   - interruption: A descriptor that ends the wait by becoming readable.
    /// - Throws: as `demand`; where the answer holds no status.
    package func status(of run: String?, timeout: Duration, interruption: Int32? = nil) throws
        -> ClusterStatus
    {
        let reply = try demand(.status(run: run), timeout: timeout, interruption: interruption)
        return try JSON.decode(ClusterStatus.self, from: reply.body)
    }
}
