import Dispatch
import Logging
import Synchronization
import Training
import Transport

/// Tells a worker's log why its coordinator cannot be reached: once it has lasted, again where the reason is
/// another one, else seldom.
final class Reachability: Sendable {
    private struct State {
        var nextLook: Instant?
        var isLooking = false
        var said: (words: String, at: Instant)?
    }

    private let address: String
    private let logger: Logger
    private let queue = DispatchQueue(label: "lockstep.worker.reachability")
    private let state = Mutex(State())

    init(of address: String, logger: Logger) {
        self.address = address
        self.logger = logger
    }

    /// Takes in that nothing could be sent.
    func isAway(at now: Instant) {
        let isDue = state.withLock { state in
            let nextLook = state.nextLook ?? now + Limits.firstLook
            state.nextLook = nextLook
            guard !state.isLooking, nextLook <= now else { return false }
            state.isLooking = true
            return true
        }
        if isDue { queue.async { self.look() } }
    }

    /// Takes in that something was sent.
    func isThere() {
        state.withLock { state in
            state.nextLook = nil
            state.said = nil
        }
    }

    private func look() {
        let words = ConnectionProbe.problem(of: address)
        let now = Instant.now
        let isNews = state.withLock { state in
            state.isLooking = false
            // It may have come back meanwhile.
            guard state.nextLook != nil else { return false }
            state.nextLook = now + Limits.laterLooks
            guard let words else { return false }
            if let said = state.said, said.words == words, now < said.at + Limits.sayAgain { return false }
            state.said = (words, now)
            return true
        }
        if isNews, let words {
            logger.warning(
                "cannot reach the coordinator at \(address): \(words); it is tried until it is there")
        }
    }
}
