public import Training

/// Asks a coordinator for its status and reads the answer.
public enum StatusQuery {
    /// - Parameter run: The run asked for; nil: the one at work.
    /// - Throws: `ClusterError` where nobody answers, or the run is unknown.
    public static func ask(_ client: QueryClient, run: String?, timeout: Duration) throws -> ClusterStatus {
        let reply = try client.demand(.status(run: run), timeout: timeout)
        return try JSON.decode(ClusterStatus.self, from: reply.body)
    }
}
