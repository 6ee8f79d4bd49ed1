import Store
package import Training

/// Asks a coordinator for its status and reads the answer.
package enum StatusQuery {
    /// - Parameters:
    ///   - run: The run asked for; nil: the one at work.
    ///   - interruption: A descriptor that ends the wait by becoming readable.
    /// - Throws: `LaunchError` where nobody answers, or the run is unknown.
    package static func ask(
        _ client: QueryClient, run: String?, timeout: Duration, interruption: Int32? = nil
    ) throws -> ClusterStatus {
        let reply = try client.demand(.status(run: run), timeout: timeout, interruption: interruption)
        return try JSON.decode(ClusterStatus.self, from: reply.body)
    }
}
