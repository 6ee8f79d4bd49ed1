import Glibc
import Logging
import Store
import System
import Training
import Transport

/// The socket by which commands ask and tell a coordinator things.
final class CoordinatorQueries {
    private let socket: Socket
    private let logger: Logger
    private var lines = LineLimits()

    /// - Throws: `TransportError` where the socket cannot be bound.
    init(_ state: StateDirectory, context: Context, logger: Logger) throws {
        self.logger = logger
        socket = try Socket(
            .router, in: context,
            options: Socket.Options(linger: Limits.farewell, largestFrame: Limits.headerBytes))
        try socket.bind(state.address(of: .query))
    }

    var pollItem: Poller.Item { .socket(socket, .readable) }

    /// Takes in some requests, few enough that workers get their turn; what is none is answered with why.
    func receive() throws(TransportError) -> [(client: RoutingID, request: Request)] {
        var requests: [(client: RoutingID, request: Request)] = []
        for _ in 0..<Limits.requestsPerTurn {
            guard let message = try socket.receive(), let client = message.peer else { break }
            do {
                requests.append((client, try Wire.decodeRequest(message)))
            } catch {
                if let line = lines.line("request", "dropped a request: \(error)", at: .now) {
                    logger.warning("\(line)")
                }
                answer(Reply(code: .refused, message: "\(error)"), to: client)
            }
        }
        return requests
    }

    func answer(_ reply: Reply, to client: RoutingID) {
        do {
            // A client that has gone, or reads too slowly, has given up: there is nobody to tell.
            _ = try socket.send(Wire.encode(reply), to: client)
        } catch {
            logger.error("cannot answer a request: \(error)")
        }
    }

    func close() { socket.close() }
}
