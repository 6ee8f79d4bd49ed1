import Jobs

/// The run at work: what comes of its work, and what it wants next.
extension CoordinatorCore {
    /// Takes in the sum of all that was wanted.
    ///
    /// - Parameter isDoubleChecked: whether two workers agreed on each part of it.
    mutating func complete(_ sum: NodeSum, isDoubleChecked: Bool, at now: Instant) {
        let step = run?.state.step
        guard let news = run?.take(sum, at: now) else { return }
        take(news, isDoubleChecked: isDoubleChecked, at: now)
        // After what follows has been given out: that is still judged by the steps before.
        if run?.state.step != step { run?.pace.stepped(samples: sum.samples, at: now) }
    }

    mutating func take(_ news: [TrainingRun.News], isDoubleChecked: Bool = false, at now: Instant) {
        for item in news {
            switch item {
            case .notFinite(let reason):
                if isDoubleChecked || !doubleCheck(at: now) { fail(reason, at: now) }
            case .step(let step): report(.step(step))
            case .epoch(let epoch, let record):
                guard let run else { continue }
                report(
                    .epoch(
                        run: run.id, epoch: epoch, record, samplesPerSecond: run.pace.average(at: now)))
            case .checkpoint(let checkpoint): actions.append(.writeCheckpoint(checkpoint))
            case .work(let purpose): begin(purpose, at: now)
            case .finished(let result):
                work = nil
                queue.ended(result.run)
                report(.finished(result, samplesPerSecond: run?.pace.average(at: now)))
                crew.updateAll { $0.state = .idle }
                dispatch(at: now)
            }
        }
    }

    /// - Parameter isDoubleChecked: whether each sum needs a second opinion.
    mutating func begin(_ purpose: Purpose, isDoubleChecked: Bool = false, at now: Instant) {
        work = run.map {
            PieceOfWork(purpose, step: $0.state.step, plan: $0.plan, isDoubleChecked: isDoubleChecked)
        }
        lendForAStep(at: now)
        dispatch(at: now)
    }

    /// Has work whose sum is not finite done once more, by two workers each: one of them may compute wrongly.
    ///
    /// - Returns: false where there are no two.
    private mutating func doubleCheck(at now: Instant) -> Bool {
        guard let (purpose, step) = work.map({ ($0.purpose, $0.step) }), crew.able.count > 1 else {
            return false
        }
        report(.log("step \(step) gave a sum that is not finite; each part of it is computed by two"))
        begin(purpose, isDoubleChecked: true, at: now)
        return true
    }

    mutating func fail(_ reason: String, at now: Instant) {
        guard let run else { return }
        work = nil
        note(.jobFailed, reason, cause: .job, at: now)
        requestCheckpoint(at: now)
        self.run?.fail()
        queue.ended(run.id)
        hasFailed = true
        crew.updateAll { $0.state = .idle }
        report(.failed(run: run.id, step: run.state.step, epochs: run.state.epochs.count, reason: reason))
        dispatch(at: now)
    }

    // MARK: Checkpoints

    mutating func requestCheckpoint(at now: Instant) {
        guard let checkpoint = run?.requestCheckpoint(at: now) else { return }
        actions.append(.writeCheckpoint(checkpoint))
    }

    mutating func checkpointWritten(of id: String, step: Int, _ problem: String?, at now: Instant) {
        if let problem {
            note(
                .checkpointFailed,
                "\(problem); training goes on, a restart would go back to the checkpoint before",
                cause: .disk, at: now)
        }
        // One that an earlier run asked for says nothing of this one's.
        guard run?.id == id else { return }
        if let next = run?.checkpointWritten(step: step, problem: problem, at: now) {
            actions.append(.writeCheckpoint(next))
        } else {
            endIfNothingIsLeft(at: now)
        }
    }
}
