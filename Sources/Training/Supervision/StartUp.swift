/// What comes of a cluster whose launcher was started in the background: no clock, process or socket.
package struct StartUp: Sendable {
    package enum Event: Sendable {
        /// A coordinator answers that is a child of the process with this number; nil: nobody knows whose.
        case answered(parent: Int?)
        /// The launcher has ended.
        case ended(ProcessEnd)
        case tick
    }

    package enum State: Sendable, Equatable {
        /// Entered at the start. Left when the launcher's coordinator answers, when the launcher ends, and
        /// when time is over.
        case waiting(until: Instant)
        /// Its coordinator answers. Never left.
        case up
        /// Never left.
        case failed(Failure)
    }

    package enum Failure: Sendable, Equatable {
        /// Somebody else has the state directory.
        case inUse
        case ended
        /// The launcher is still there and to be ended.
        case timedOut
    }

    package private(set) var state: State
    private let launcher: Int
    private let codeInUse: Int32

    /// - Parameters:
    ///   - launcher: The process that was started.
    ///   - codeInUse: Its exit code where somebody else has the state directory.
    package init(launcher: Int, codeInUse: Int32, at now: Instant) {
        self.launcher = launcher
        self.codeInUse = codeInUse
        state = .waiting(until: now + Limits.startWait)
    }

    /// - Returns: what is known then.
    package mutating func handle(_ event: Event, at now: Instant) -> State {
        guard case .waiting(let last) = state else { return state }
        switch event {
        // Where two are started at once, the other's coordinator may answer first.
        case .answered(let parent) where parent == launcher || planted(.othersCoordinatorsCount): state = .up
        case .ended(let end): state = .failed(end == .exited(codeInUse) ? .inUse : .ended)
        case .answered, .tick: if last <= now { state = .failed(.timedOut) }
        }
        return state
    }
}
