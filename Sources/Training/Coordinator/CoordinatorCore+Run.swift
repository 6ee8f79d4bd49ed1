import Neural
import Series

extension CoordinatorCore {
    // MARK: From one piece of work to the next

    mutating func start(_ plan: PreparedRun, term: UInt64, at now: Instant) {
        precondition(term >= self.term, "terms grow")
        self.term = term
        run = ActiveRun(plan)
        if planted(.resumeForgetsTheEpochsLoss) { run?.state.epochLoss = 0 }
        if planted(.resumeForgetsSlots) { run?.state.slots = PreparedRun.freshState(plan.plan).slots }
        if planted(.resumeForgetsTheBest) { run?.state.bestWeights = nil }
        if planted(.resumeForgetsTheEnd) { run?.state.stoppedEarly = false }
        if planted(.resumeSkipsAStep), plan.state.step > 0 { run?.state.step += 1 }
        run?.checkpointAt = now
        pace = Pace()
        report(.started(run: plan.id))
        members.updateAll { $0.state = .idle }
        for member in members.sorted { prepare(member.peer, at: now) }
        advance(at: now)
    }

    /// Begins whatever comes next in the run: a step, a validation, the test, or nothing.
    private mutating func advance(at now: Instant) {
        guard let run else { return }
        let state = run.state
        if state.stoppedEarly || state.epochs.count >= run.plan.job.training.epochs {
            beginTest(at: now)
        } else if state.step == (state.epochs.count + 1) * run.plan.stepsPerEpoch {
            if run.plan.slices(.validate) == 0 {
                completeEpoch(validationLoss: nil, at: now)
            } else {
                begin(.validate, at: now)
            }
        } else {
            begin(.train, at: now)
        }
    }

    /// - Parameter isDoubleChecked: whether each sum needs a second opinion.
    mutating func begin(_ purpose: Purpose, isDoubleChecked: Bool = false, at now: Instant) {
        guard let run else { return }
        let step = run.state.step
        let leaves = run.plan.leaves(purpose, step: step)
        board = WorkBoard(purpose: purpose, step: step)
        phase =
            purpose == .train
            ? .training(Tally(leaves: leaves, isDoubleChecked: isDoubleChecked))
            : .evaluating(Tally(leaves: leaves, isDoubleChecked: isDoubleChecked))
        dispatch(at: now)
    }

    // MARK: A step

    /// Applies the step's gradient: the root of its tree over the number of samples.
    ///
    /// - Parameter isDoubleChecked: whether two workers agreed on each part of it.
    mutating func apply(_ sum: GradientSum, isDoubleChecked: Bool, at now: Instant) {
        guard var run else { return }
        self.run = nil  // so that weights and slots have one owner while they change
        let samples = planted(.smallBatchesCountAsFull) ? run.plan.job.training.batchSize : sum.samples
        let isFinite = VectorMath.scale(sum.gradient, by: 1 / Float(samples), into: &run.meanGradient)
        guard sum.loss.isFinite && isFinite else {
            self.run = run
            if !isDoubleChecked, doubleCheck(.train, at: now) { return }
            return fail(notFinite(sum, in: run), at: now)
        }
        defer { pace.stepped(samples: sum.samples, at: now) }
        if let limit = run.plan.job.training.globalClipnorm {
            _ = VectorMath.clip(&run.meanGradient, globalNorm: Float(limit))
        }
        run.plan.job.training.optimizer.apply(
            gradient: run.meanGradient, weights: &run.state.weights, slots: &run.state.slots,
            update: run.state.step + 1)
        run.state.step += 1
        run.state.epochLoss += sum.loss
        run.state.epochSamples += sum.samples
        self.run = run
        let interval = run.plan.job.training.checkpointSteps
        let isDue = run.checkpointAt.map { $0 + Limits.checkpointInterval <= now } ?? false
        if isDue || interval > 0 && run.state.step % interval == 0 { requestCheckpoint(at: now) }
        advance(at: now)
    }

    /// Has work whose sum is not finite done once more, by two workers each: one of them may compute wrongly.
    ///
    /// - Returns: false where there are no two.
    private mutating func doubleCheck(_ purpose: Purpose, at now: Instant) -> Bool {
        guard members.sorted.count(where: \.isAble) > 1 else { return false }
        report(.log("step \(board.step) gave a sum that is not finite; each part of it is computed by two"))
        begin(purpose, isDoubleChecked: true, at: now)
        return true
    }

    private func notFinite(_ sum: GradientSum, in run: ActiveRun) -> String {
        let layout = run.plan.model.parameters
        let (value, index) = VectorMath.largestMagnitude(run.meanGradient)
        let place = layout.entry(containing: index)?.name ?? "no layer"
        return
            "step \(run.state.step): loss \(sum.loss / Double(sum.samples)) or a gradient is not finite; the "
            + "largest gradient is \(value) in \(place). The step was not applied. Try a smaller "
            + "learning_rate, global_clipnorm, or scaling: standard"
    }

    // MARK: Epochs

    mutating func evaluated(_ sums: MetricSums, isDoubleChecked: Bool, at now: Instant) {
        guard let run else { return }
        guard sums.loss.isFinite else {
            if !isDoubleChecked, doubleCheck(board.purpose, at: now) { return }
            return fail(
                "step \(run.state.step): the loss over the "
                    + "\(board.purpose == .test ? "test" : "validation") windows is \(sums.loss), "
                    + "though every gradient was finite", at: now)
        }
        if board.purpose == .test {
            finish(test: sums, at: now)
        } else {
            completeEpoch(validationLoss: sums.meanLoss, at: now)
        }
    }

    private mutating func completeEpoch(validationLoss: Double?, at now: Instant) {
        guard var run else { return }
        let record = EpochRecord(
            step: run.state.step, trainLoss: run.state.epochLoss / Double(max(run.state.epochSamples, 1)),
            validationLoss: validationLoss)
        let earlier = run.state.epochs
        run.state.epochs.append(record)
        if !planted(.epochLossGoesOn) { run.state.epochLoss = 0 }
        run.state.epochSamples = 0
        if let rule = run.plan.job.training.earlyStopping, let loss = validationLoss {
            if rule.improves(loss, on: earlier) || planted(.bestIsNewest) {
                run.state.bestWeights = run.state.weights
            }
            run.state.stoppedEarly = rule.shouldStop(after: run.state.epochs)
        }
        self.run = run
        report(.epoch(run: run.id, epoch: run.state.epochs.count, record))
        requestCheckpoint(at: now)
        advance(at: now)
    }

    // MARK: The end

    private mutating func beginTest(at now: Instant) {
        guard let run else { return }
        var final = (version: run.state.step, values: run.state.weights)
        if let rule = run.plan.job.training.earlyStopping, let best = rule.bestEpoch(of: run.state.epochs),
            let weights = run.state.bestWeights
        {
            final = (run.state.epochs[best].step, weights)
        }
        self.run?.finalWeights = final
        if run.plan.slices(.test) == 0 { finish(test: nil, at: now) } else { begin(.test, at: now) }
    }

    private mutating func finish(test: MetricSums?, at now: Instant) {
        guard let run, let final = run.finalWeights else { return }
        phase = .idle
        self.run?.isFinished = true
        report(
            .finished(
                RunResult(
                    run: run.id, steps: run.state.step, epochs: run.state.epochs,
                    stoppedEarly: run.state.stoppedEarly,
                    weightsStep: final.version, weights: final.values, test: test)))
        members.updateAll { $0.state = .idle }
    }

    mutating func fail(_ reason: String, at now: Instant) {
        guard let run else { return }
        phase = .idle
        note(.jobFailed, reason, cause: .job, at: now)
        requestCheckpoint(at: now)
        self.run?.isFinished = true
        self.run?.isFailed = true
        members.updateAll { $0.state = .idle }
        report(.failed(run: run.id, step: run.state.step, epochs: run.state.epochs.count, reason: reason))
    }

    mutating func stop(_ reason: String, at now: Instant) {
        switch phase {
        case .stopping, .stopped: return
        case .idle, .training, .evaluating: break
        }
        phase = .stopping(reason, until: now + Limits.farewell)
        if let run, !run.isFinished { report(.interrupted(run: run.id, step: run.state.step)) }
        for member in members.sorted { send(.stop(Stop(reason: reason)), to: member.peer) }
        if let run, !run.isFinished, run.savedStep != run.state.step || run.isWriting {
            requestCheckpoint(at: now)
        }
        endIfNothingIsLeft(at: now)
    }

    /// Ends a coordinator that was asked to stop, once the checkpoint is written and the workers have left.
    ///
    /// Connections that close while the other side still sends lose what is on its way, and that would be the
    /// Stop.
    mutating func endIfNothingIsLeft(at now: Instant) {
        guard case .stopping(_, let until) = phase, run?.isWriting != true, members.isEmpty || until <= now
        else { return }
        phase = .stopped
        actions.append(.stop)
    }

    // MARK: Checkpoints

    mutating func requestCheckpoint(at now: Instant) {
        guard let run else { return }
        self.run?.checkpointAt = now
        if run.isWriting, !planted(.checkpointsOverlap) {
            self.run?.wantsCheckpoint = true
        } else {
            self.run?.isWriting = true
            self.run?.wantsCheckpoint = false
            var checkpoint = run.checkpoint
            if planted(.checkpointsLag) { checkpoint.state.step = max(0, checkpoint.state.step - 1) }
            actions.append(.writeCheckpoint(checkpoint))
        }
    }

    mutating func checkpointWritten(step: Int, _ problem: String?, at now: Instant) {
        run?.isWriting = planted(.checkpointsAreNeverDone)
        run?.writeProblem = problem
        if let problem {
            note(
                .checkpointFailed,
                "\(problem); training goes on, a restart would go back to the checkpoint before",
                cause: .disk, at: now)
        } else {
            run?.savedStep = step
        }
        if run?.wantsCheckpoint == true {
            requestCheckpoint(at: now)
        } else {
            endIfNothingIsLeft(at: now)
        }
    }
}

extension EarlyStopping {
    /// The epoch (from 0) that set the lowest validation loss, by Keras's rule: each improvement counts from
    /// the best before it.
    func bestEpoch(of epochs: [EpochRecord]) -> Int? {
        var best: (epoch: Int, loss: Double)?
        for (epoch, record) in epochs.enumerated() {
            guard let loss = record.validationLoss else { continue }
            if best.map({ loss < $0.loss - minDelta }) ?? true { best = (epoch, loss) }
        }
        return best?.epoch
    }

    func improves(_ loss: Double, on earlier: [EpochRecord]) -> Bool {
        guard let best = bestEpoch(of: earlier), let bestLoss = earlier[best].validationLoss else {
            return true
        }
        return loss < bestLoss - minDelta
    }

    func shouldStop(after epochs: [EpochRecord]) -> Bool {
        guard let best = bestEpoch(of: epochs) else { return false }
        return epochs.count - 1 - best >= patience
    }
}
