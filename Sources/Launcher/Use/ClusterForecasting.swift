package import Forecasting
import Neural
import Store
import System
import Training
import Transport

/// Has a running cluster compute forecasts: its workers, or half of them while they train.
///
/// What comes back is what this process would have computed, to the bit, whoever of the workers computed
/// which slice, and whatever became of them or of the coordinator meanwhile.
package struct ClusterForecasting {
    private let state: StateDirectory
    private let client: QueryClient

    /// Nil where no coordinator was ever started in the state directory.
    ///
    /// - Throws: `TransportError`, `SystemError` where the process has no descriptors left, or the sockets'
    ///   folder is not this user's alone.
    package init?(state path: String) throws {
        do {
            state = try StateDirectory(existing: path)
        } catch let error as StoreError where error.code == .notFound {
            return nil
        }
        client = try QueryClient(address: state.address(of: .query))
    }

    /// Has all slices computed.
    ///
    /// - Parameters:
    ///   - show: is told the share of slices that is done, and the seconds that are left as far as they are
    ///     known, several times a second.
    ///   - take: called for each slice, in their order, once all are computed; what it throws ends the work.
    /// - Returns: false, with nothing taken, where no cluster is up, or none that comes to it: the work is to
    ///   be done here then.
    /// - Throws: `LaunchError.refused` with the coordinator's words where it, or every worker, cannot;
    ///   `SystemError.diskFull`, `.storage`; what `take` throws.
    package func run(
        _ work: ForecastWork, show: (_ fraction: Double, _ secondsLeft: Double?) -> Void,
        take: (_ slice: Int, _ outputs: [Float]) throws -> Void
    ) throws -> Bool {
        guard try state.isLocked() else { return false }
        let bytes = work.encode()
        let digest = Digest.sha256(bytes)
        let cache = DataCache(folder: state.data)
        // The outputs the coordinator removes, once nobody has asked for them for a while: who asks for the
        // same meanwhile finds them there.
        defer { try? LocalFileSystem().remove("\(state.data)/\(digest)") }
        let request = Request.order(
            digest: digest, fingerprint: Digest.sha256(weights: NumericsProbe.run()))
        var (lastHeard, lastHelped) = (Instant.now, Instant.now)
        while true {
            // Of whoever was away for long the coordinator has forgotten it.
            if try !cache.contains(digest) { try cache.store(bytes, digest: digest) }
            if let progress = try ask(request) {
                lastHeard = .now
                switch progress.state {
                case .done:
                    let numbers = (0..<work.slices).map { work.outputs(ofSlice: $0) }
                    try state.forecasts.read(digest, numbers: numbers, take: take)
                    return true
                case .failed: throw LaunchError(.refused, progress.reason ?? "the forecasts failed")
                case .waiting: lastHelped = .now
                case .computing: if progress.workers > 0 { lastHelped = .now }
                }
                show(
                    Double(progress.answered) / Double(max(progress.slices, 1)), progress.secondsLeft)
            } else if lastHeard + Limits.requestTimeout <= .now, try !state.isLocked() {
                return false
            }
            if lastHelped + Limits.graceTime <= .now { return false }
            _ = try Poller.wait(for: [], timeout: Limits.watchInterval)
        }
    }

    /// How far the order is; nil where nobody answers now. One that died is started again.
    private func ask(_ request: Request) throws -> OrderProgress? {
        let reply: Reply
        do {
            reply = try client.demand(request, timeout: Limits.requestTimeout)
        } catch let error as LaunchError where error.code == .timedOut {
            return nil
        }
        return try JSON.decode(OrderProgress.self, from: reply.body)
    }
}
