extension Supervision {
    /// One process under supervision: whether it runs, and when it is started again.
    struct Child: Sendable {
        enum State: Sendable, Equatable {
            /// Not started yet, or ended and not missed. Left on `start`.
            case absent
            /// Started at that time, after so many quick deaths in a row. Left when it ends.
            case running(since: Instant, quickDeaths: Int)
            /// It has ended and is missed. Entered on `died` and `left`; left on `start`.
            case waiting(until: Instant, quickDeaths: Int)
            /// It has died quickly too often. Entered on `died`; never left.
            case givenUp
        }

        private(set) var state = State.absent

        /// Since when it runs; nil while it does not.
        var runningSince: Instant? {
            if case .running(let since, _) = state { since } else { nil }
        }
        var isRunning: Bool { runningSince != nil }
        var isGivenUp: Bool { state == .givenUp }
        /// When it is to be started again; nil while it runs and where it is not missed.
        var startAt: Instant? {
            if case .waiting(let time, _) = state { time } else { nil }
        }

        /// Takes in that it is started, the first time or once more.
        mutating func start(at now: Instant) {
            switch state {
            case .absent: state = .running(since: now, quickDeaths: 0)
            case .waiting(_, let quickDeaths): state = .running(since: now, quickDeaths: quickDeaths)
            case .running, .givenUp: break
            }
        }

        /// Takes in a death: the more quick deaths in a row, the longer the next start has to wait.
        ///
        /// - Parameter quickDeath: what has lived for less died quickly.
        /// - Returns: whether it is to be started again.
        mutating func died(at now: Instant, quickDeath: Duration) -> Bool {
            guard case .running(let since, let before) = state else { return !isGivenUp }
            let isQuick = now < since + quickDeath && !planted(.quickDeathsAreForgotten)
            let quickDeaths = isQuick ? before + 1 : 0
            guard quickDeaths <= Limits.quickDeaths else {
                state = .givenUp
                return false
            }
            let pause = quickDeaths == 0 ? .zero : Limits.restartPause * (1 << (quickDeaths - 1))
            state = .waiting(until: now + pause, quickDeaths: quickDeaths)
            return true
        }

        /// Takes in an orderly end that may not have been the cluster's: it is missed if the cluster is still
        /// there after a while.
        mutating func left(at now: Instant) {
            guard case .running(_, let quickDeaths) = state else { return }
            state = .waiting(until: now + Limits.returnPause, quickDeaths: quickDeaths)
        }

        /// Takes in an end after which nobody misses it.
        mutating func end() { state = .absent }
    }
}
