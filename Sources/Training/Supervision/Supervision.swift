/// Decides which processes of a local cluster run: events in, actions out; no clock, process or file.
///
/// Whoever is killed is started again, and so is a worker that ends in order while the cluster goes on. Who
/// dies quickly too often in a row is given up. The cluster ends when its coordinator ends by itself, when
/// a person wants it, or when nobody is left.
package struct Supervision: Sendable {
    /// How it went.
    package enum Outcome: Sendable, Equatable {
        /// The coordinator has ended by itself, with this exit code.
        case coordinatorEnded(Int32)
        /// Somebody asked for the end.
        case interrupted
        /// The coordinator, or every worker, has died quickly too often, or the launcher cannot go on.
        case gaveUp(String)
    }

    /// What the end of a process means.
    enum Phase: Sendable, Equatable {
        /// Nothing has been started. Left on `begin`.
        case beginning
        /// Who ends is missed. Left on `stopRequested`, when the coordinator ends by itself, when it or every
        /// worker is given up, and when the launcher cannot go on.
        case keeping
        /// The coordinator was told to save and end; nobody is started any more. Entered on the first
        /// `stopRequested`. Left when the coordinator has ended, and on the second.
        case stopping
        /// All were told to end. Who still runs at `killAt` is killed; nil: they have been. Left when none
        /// runs.
        case ending(Outcome, killAt: Instant?)
        /// Nothing runs. Never left.
        case ended
    }

    /// How far the first of `untold` is.
    private enum Telling: Sendable {
        /// To be said from this time on, if the coordinator runs.
        case due(Instant)
        /// Said; the answer is awaited. Left on `told`, and when the coordinator ends.
        case asked
    }

    private let logs: String
    private let quickDeath: Duration
    private var phase = Phase.beginning
    /// In the order of `ids`.
    private var children: [Child]
    /// Workers that were given up, until the coordinator knows.
    private var untold: [Control] = []
    private var telling = Telling.due(Instant(nanoseconds: 0))

    /// A coordinator and so many workers, at least one, none of which has been started.
    ///
    /// - Parameters:
    ///   - logs: The folder of their logs, for whoever is sent there.
    ///   - quickDeath: What has lived for less died quickly.
    package init(workers: Int, logs: String, quickDeath: Duration = Limits.quickDeath) {
        self.logs = logs
        self.quickDeath = quickDeath
        children = Array(repeating: Child(), count: 1 + workers)
    }

    /// All processes of the cluster, the coordinator first.
    package var ids: [ChildID] { [.coordinator] + workers }
    private var workers: [ChildID] { (1..<children.count).map(ChildID.worker) }

    private subscript(id: ChildID) -> Child {
        get { children[Self.place(of: id)] }
        set { children[Self.place(of: id)] = newValue }
    }

    private static func place(of id: ChildID) -> Int {
        switch id {
        case .coordinator: 0
        case .worker(let number): number
        }
    }

    /// Whether the outcome is known: who still runs is on its way out.
    package var isEnding: Bool {
        switch phase {
        case .beginning, .keeping, .stopping: false
        case .ending, .ended: true
        }
    }

    /// When the next `tick` is wanted at the latest; nil: only an event can change anything.
    package var wakeAt: Instant? {
        switch phase {
        case .beginning, .stopping, .ended: return nil
        case .ending(_, let killAt): return killAt
        case .keeping:
            let starts = children.compactMap(\.startAt)
            guard case .due(let time) = telling, canTell else { return starts.min() }
            return (starts + [time]).min()
        }
    }

    /// Takes in an event and returns what is to be done, in this order.
    ///
    /// Processes that ended at the same time are all to be taken in before the `tick` that starts them again.
    package mutating func handle(_ event: SupervisionEvent, at now: Instant) -> [SupervisionAction] {
        switch event {
        case .begin:
            guard phase == .beginning else { return [] }
            phase = .keeping
            return ids.map { start($0, isRestart: false, at: now) }
        case .ended(let id, let end): return ended(id, end, at: now)
        case .notStarted(let id, let reason):
            self[id].end()
            return end(.gaveUp(reason), at: now)
        case .failed(let reason): return end(.gaveUp(reason), at: now)
        case .told(let control, let isAnswered): return told(control, isAnswered: isAnswered, at: now)
        case .stopRequested: return stop(at: now)
        case .tick: return tick(at: now)
        }
    }

    // MARK: Starts

    private mutating func tick(at now: Instant) -> [SupervisionAction] {
        switch phase {
        case .beginning, .stopping, .ended: return []
        case .keeping:
            let due = ids.filter { self[$0].startAt.map { $0 <= now } ?? false }
            return due.map { start($0, isRestart: true, at: now) } + tellNext(at: now)
        case .ending(let outcome, let killAt):
            guard let killAt, killAt <= now else { return [] }
            phase = .ending(outcome, killAt: nil)
            return signalAll(.kill)
        }
    }

    private mutating func start(_ id: ChildID, isRestart: Bool, at now: Instant) -> SupervisionAction {
        self[id].start(at: now)
        return .start(id, isRestart: isRestart)
    }

    // MARK: Ends

    private mutating func ended(_ id: ChildID, _ end: ProcessEnd, at now: Instant) -> [SupervisionAction] {
        guard let since = self[id].runningSince else { return [] }
        switch phase {
        case .beginning, .ended: return []
        case .keeping:
            return id == .coordinator
                ? coordinatorEnded(end, since: since, at: now) : workerEnded(id, end, at: now)
        case .stopping:
            self[id].end()
            return id == .coordinator ? self.end(.interrupted, at: now) : []
        case .ending:
            self[id].end()
            return endIfNoneRuns()
        }
    }

    private mutating func coordinatorEnded(
        _ end: ProcessEnd, since: Instant, at now: Instant
    ) -> [SupervisionAction] {
        if case .exited(let code) = end {
            self[.coordinator].end()
            return self.end(.coordinatorEnded(code), at: now)
        }
        telling = .due(now)
        if self[.coordinator].died(at: now, quickDeath: quickDeath) {
            return [
                .say("! the coordinator \(end); it is started again and goes on from the last checkpoint")
            ]
        }
        let reason = "the coordinator \(end) again and again; see \(log(of: .coordinator))"
        let incident = Incident(
            .coordinatorGivenUp, at: now.seconds(since: since), cause: .absence, message: reason)
        return [.keep(incident)] + self.end(.gaveUp(reason), at: now)
    }

    private mutating func workerEnded(
        _ id: ChildID, _ end: ProcessEnd, at now: Instant
    ) -> [SupervisionAction] {
        // It ends with 0 when it was asked to, or sent home. Where that was not the cluster's end, it is
        // missed.
        if end == .exited(0) {
            self[id].left(at: now)
            return []
        }
        // Said once, before another process takes the name. A coordinator that is not there has nothing to
        // lose.
        let news = Control.workerExited(name: id.name, detail: "\(end)")
        let actions: [SupervisionAction] = self[.coordinator].isRunning ? [.tell(news)] : []
        if planted(.deadWorkersStayDead) {
            self[id].end()
            return actions
        }
        guard !self[id].died(at: now, quickDeath: quickDeath) else { return actions }
        let detail =
            "\(end), \(Limits.quickDeaths + 1) times in a row soon after its start; see \(log(of: id))"
        untold.append(.workerGivenUp(name: id.name, detail: detail))
        let told = actions + tellNext(at: now)
        guard workers.allSatisfy({ self[$0].isGivenUp }) else { return told }
        let reason = "every worker has died again and again; see \(log(of: workers[0]))"
        return told + self.end(.gaveUp(reason), at: now)
    }

    private func log(of id: ChildID) -> String { "\(logs)/\(id.name).log" }

    // MARK: What the coordinator is to know

    private var canTell: Bool { self[.coordinator].isRunning && !untold.isEmpty }

    private mutating func tellNext(at now: Instant) -> [SupervisionAction] {
        guard canTell, case .due(let time) = telling, time <= now else { return [] }
        telling = .asked
        return [.tell(untold[0])]
    }

    private mutating func told(
        _ control: Control, isAnswered: Bool, at now: Instant
    ) -> [SupervisionAction] {
        guard case .asked = telling, untold.first == control else { return [] }
        guard isAnswered else {
            telling = .due(now + Limits.watchInterval)
            return []
        }
        untold.removeFirst()
        telling = .due(now)
        return phase == .keeping ? tellNext(at: now) : []
    }

    // MARK: The end

    /// The first time the coordinator is asked to save and end, the second time everything ends at once.
    private mutating func stop(at now: Instant) -> [SupervisionAction] {
        switch phase {
        case .beginning: return end(.interrupted, at: now)
        case .keeping:
            let word = SupervisionAction.say(
                "stopping: the coordinator writes a checkpoint (again to stop at once)")
            guard self[.coordinator].isRunning else { return [word] + end(.interrupted, at: now) }
            phase = .stopping
            return [word, .signal(.coordinator, .terminate)]
        case .stopping:
            phase = .ending(.interrupted, killAt: nil)
            return signalAll(.kill) + endIfNoneRuns()
        case .ending(let outcome, _):
            phase = .ending(outcome, killAt: nil)
            return signalAll(.kill)
        case .ended: return []
        }
    }

    /// Tells everybody to end; the first outcome counts.
    private mutating func end(_ outcome: Outcome, at now: Instant) -> [SupervisionAction] {
        if isEnding { return endIfNoneRuns() }
        phase = .ending(outcome, killAt: now + Limits.stopWait)
        return signalAll(.terminate) + endIfNoneRuns()
    }

    private mutating func endIfNoneRuns() -> [SupervisionAction] {
        guard case .ending(let outcome, _) = phase, !children.contains(where: \.isRunning) else { return [] }
        phase = .ended
        return [.end(outcome)]
    }

    private func signalAll(_ signal: SupervisionAction.Signal) -> [SupervisionAction] {
        ids.filter { self[$0].isRunning }.map { .signal($0, signal) }
    }
}
