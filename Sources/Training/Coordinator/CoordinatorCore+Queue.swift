/// Runs, one after the other, and the coordinator's own end.
extension CoordinatorCore {
    mutating func openNextRun() {
        guard case .notAsked = ending, let run = queue.next() else { return }
        actions.append(.openRun(run))
    }

    mutating func opened(_ prepared: PreparedRun, term: UInt64, _ past: RunPast, at now: Instant) {
        guard queue.opened(prepared.id) else { return }
        if planted(.runsShareATerm), run != nil { return start(prepared, term: self.term, at: now) }
        start(prepared, term: term, at: now)
        if isRestart || past.isLeftBehind {
            isRestart = false
            restarted(secondsLost: past.checkpointAge, at: now)
        }
        for problem in past.problems { note(.checkpointUnusable, problem, cause: .disk, at: now) }
    }

    private mutating func start(_ prepared: PreparedRun, term: UInt64, at now: Instant) {
        precondition(term >= self.term, "terms grow")
        self.term = term
        run = TrainingRun(prepared, at: now)
        report(.started(run: prepared.id))
        crew.updateAll { $0.state = .idle }
        for member in crew.sorted { prepare(member.peer, at: now) }
        if let news = run?.advance(at: now) { take(news, at: now) }
    }

    private mutating func restarted(secondsLost: Double?, at now: Instant) {
        let lost =
            secondsLost.map {
                "; what came after the last checkpoint, \(Self.inWords($0)) ago, is done again"
            } ?? ""
        note(
            .coordinatorRestarted, "the coordinator died and was started again\(lost)", cause: .absence,
            cost: Incident.Cost(seconds: secondsLost ?? 0), at: now)
    }

    mutating func unusable(_ id: String, _ problem: String, at now: Instant) {
        guard queue.unusable(id) else { return }
        note(.runUnusable, "run \(id) cannot be used: \(problem)", cause: .data, at: now)
        if !planted(.unusableRunsAreNotKept) {
            actions.append(.keepUnusable(run: id, reason: problem))
        }
        runEnded(problem: problem, reason: "the run cannot be used", at: now)
    }

    mutating func resultWritten(_ id: String, problem: String?, at now: Instant) {
        queue.resultWritten(id)
        runEnded(problem: problem, reason: "the job is done", at: now)
    }

    private mutating func runEnded(problem: String?, reason: String, at now: Instant) {
        if problem != nil { hasFailed = true }
        if exitsWhenDone { stop(reason, at: now) }
    }

    // MARK: The coordinator's end

    /// Takes in that somebody asks for the end. The first time the work at hand ends in order.
    mutating func stop(_ reason: String, at now: Instant) {
        switch ending {
        case .notAsked: break
        case .asked(_, let since, let isCutShort):
            // What seems to be a second call may be the echo of the first.
            if isCutShort, since + Limits.signalEcho <= now { actions.append(.exitAtOnce) }
            return
        case .ended: return
        }
        ending = .asked(reason, since: now, isCutShort: queue.isCutShort)
        queue.close()
        work = nil
        orders = OrderBook()
        let isUnderWay = run?.isEnded == false
        if let run, isUnderWay { report(.interrupted(run: run.id, step: run.state.step)) }
        for member in crew.sorted { send(.stop(Stop(reason: reason)), to: member.peer) }
        if isUnderWay, run?.isUnsaved == true { requestCheckpoint(at: now) }
        endIfNothingIsLeft(at: now)
    }

    /// Ends a coordinator that was asked to stop, once the checkpoint is written and the workers have left.
    ///
    /// Connections that close while the other side still sends lose what is on its way, and that would be the
    /// Stop.
    mutating func endIfNothingIsLeft(at now: Instant) {
        guard case .asked(_, let since, let isCutShort) = ending, run?.checkpoints.isWriting != true,
            crew.isEmpty || since + Limits.farewell <= now
        else { return }
        ending = .ended
        actions.append(.exit(isCutShort ? .interrupted : hasFailed ? .failed : .done))
    }
}
