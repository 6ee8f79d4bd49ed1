/// Which run a coordinator works on, and which wait for their turn.
package struct RunQueue: Sendable {
    /// What is done with the first of the runs.
    package enum State: Sendable, Equatable {
        /// No run is at work and none waits. Left when one is submitted.
        case empty
        /// The run is being read and checked. Left when it is open, or cannot be.
        case opening(String)
        /// Left when the run has finished or failed.
        case atWork(String)
        /// The run's result is being written. Left when it is on disk, or cannot be put there.
        case ending(String)
        /// No run is opened any more: the coordinator ends.
        case closed
    }

    package private(set) var state = State.empty
    /// Runs that wait for their turn, the next one first.
    package private(set) var waiting: [String]

    /// - Parameter waiting: runs that were accepted before, and have not ended.
    package init(waiting: [String] = []) { self.waiting = waiting }

    /// The run that something is done with.
    package var current: String? {
        switch state {
        case .empty, .closed: nil
        case .opening(let run), .atWork(let run), .ending(let run): run
        }
    }

    /// Whether a run would be cut short by the coordinator's end.
    package var isCutShort: Bool {
        switch state {
        case .opening, .atWork: true
        case .empty, .ending, .closed: false
        }
    }

    package mutating func submit(_ run: String) { waiting.append(run) }

    /// The run that is to be opened now; nil where one is at work, or none waits.
    package mutating func next() -> String? {
        guard state == .empty, !waiting.isEmpty else { return nil }
        let run = waiting.removeFirst()
        state = .opening(run)
        return run
    }

    /// Takes in that a run is open.
    ///
    /// - Returns: whether it is to be begun.
    package mutating func opened(_ run: String) -> Bool {
        guard state == .opening(run) else { return false }
        state = .atWork(run)
        return true
    }

    /// Takes in that a run cannot be opened.
    ///
    /// - Returns: whether that is news: it was being opened.
    package mutating func unusable(_ run: String) -> Bool {
        guard state == .opening(run) else { return false }
        if planted(.unusableRunsAreTriedAgain) { waiting.insert(run, at: 0) }
        if !planted(.unusableRunsBlockTheQueue) { state = .empty }
        return true
    }

    /// Takes in that a run has finished or failed: its result is being written.
    package mutating func ended(_ run: String) {
        if state == .atWork(run) { state = .ending(run) }
    }

    /// Takes in that a run's result is on disk, or could not be put there.
    package mutating func resultWritten(_ run: String) {
        if state == .ending(run) { state = .empty }
    }

    /// Opens and begins nothing any more; what waits stays where it is on disk.
    package mutating func close() { if !planted(.closedQueuesGoOn) { state = .closed } }
}
