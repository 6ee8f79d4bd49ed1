import Jobs
import Neural
import Series
import TestJobs
import Testing
import Training

/// What is trained: a run is given sums and says what it wants next; nobody computes here.
@Suite struct TrainingRunTests {
    private let now = Instant(nanoseconds: 0)

    private func run(
        state: TrainingState? = nil, fingerprint: String = "", change: (inout Job) -> Void = { _ in }
    ) throws -> TrainingRun {
        let job = try TestJobs.prepared(change: change)
        let run = PreparedRun(
            RunIdentity(id: "small-1", jobDigest: "j", dataDigest: "d"), plan: job.plan, jobText: "job",
            dataBytes: 1,
            fingerprint: fingerprint, state: state)
        return TrainingRun(run, at: now)
    }

    private func sum(_ run: TrainingRun, value: Float = 1, loss: Double = 1) -> NodeSum {
        let gradient = Vector(repeatElement(value, count: run.state.weights.count))
        return NodeSum(gradient: gradient, loss: loss, samples: run.plan.batch(step: run.state.step).count)
    }

    private func metrics(_ loss: Double, samples: Int = 1) -> NodeSum {
        NodeSum(
            MetricSums(samples: samples, loss: loss, errors: ErrorSums(squaredError: 1, absoluteError: 1)))
    }

    private func words(_ news: [TrainingRun.News]) -> [String] {
        news.compactMap {
            switch $0 {
            case .step: nil
            case .notFinite: "not finite"
            case .epoch(let epoch, _): "epoch \(epoch)"
            case .checkpoint(let checkpoint): "checkpoint \(checkpoint.state.step)"
            case .work(let purpose): "\(purpose)"
            case .finished: "finished"
            }
        }
    }

    private func finishWriting(_ run: inout TrainingRun) {
        while run.checkpoints.isWriting {
            _ = run.checkpointWritten(step: run.state.step, problem: nil, at: now)
        }
    }

    @Test func freshRun_wantsItsFirstStep() throws {
        var run = try run()
        let news = run.advance(at: now)
        #expect(words(news) == ["train"])
        #expect(run.weights.version == 0)
    }

    @Test func run_goesFromStepsToValidationToTestToItsEnd() throws {
        var run = try run {
            $0.training.epochs = 2; $0.training.checkpointSteps = 0
        }
        var story = words(run.advance(at: now))
        while !run.isEnded {
            switch run.stage {
            case .training: story += words(run.take(sum(run), at: now))
            case .validating, .testing: story += words(run.take(metrics(1), at: now))
            case .finished, .failed: break
            }
            finishWriting(&run)
        }
        let steps = run.plan.stepsPerEpoch
        let epoch = Array(repeating: "train", count: steps) + ["validate"]
        #expect(
            story == epoch + ["epoch 1", "checkpoint \(steps)"] + epoch
                + ["epoch 2", "checkpoint \(2 * steps)", "test", "finished"])
    }

    @Test func runWithoutValidationAndTest_goesFromEpochToEpoch() throws {
        var run = try run {
            $0.training.epochs = 2
            $0.training.checkpointSteps = 0
            $0.data.split.validation = .rows(0)
            $0.data.split.test = .rows(0)
        }
        _ = run.advance(at: now)
        var story: [String] = []
        while !run.isEnded {
            story += words(run.take(sum(run), at: now)).filter { $0 != "train" }
            finishWriting(&run)
        }
        let steps = run.plan.stepsPerEpoch
        #expect(
            story == ["epoch 1", "checkpoint \(steps)", "epoch 2", "checkpoint \(2 * steps)", "finished"])
    }

    @Test(arguments: [Float.nan, .infinity])
    func sumThatIsNotFinite_changesNothing(value: Float) throws {
        var run = try run()
        _ = run.advance(at: now)
        let before = run.state
        let news = run.take(sum(run, value: value), at: now) + run.take(sum(run, loss: .nan), at: now)
        #expect(words(news) == ["not finite", "not finite"])
        // Before the first update no learning rate is to blame; the sign of what is no number says nothing.
        guard case .notFinite(let reason)? = run.take(sum(run, loss: -.nan), at: now).first else {
            Issue.record("a loss that is no number was taken")
            return
        }
        #expect(reason.contains("loss nan or") && reason.contains("recurrent_activation"))
        #expect(run.state == before)
    }

    @Test func checkpoint_isAskedForAfterSoManyStepsOrSoMuchTime() throws {
        var run = try run { $0.training.checkpointSteps = 2 }
        _ = run.advance(at: now)
        var news = run.take(sum(run), at: now) + run.take(sum(run), at: now)
        _ = run.checkpointWritten(step: 2, problem: nil, at: now)
        news += run.take(sum(run), at: now + Limits.checkpointInterval)
        #expect(words(news) == ["train", "checkpoint 2", "train", "checkpoint 3", "train"])
    }

    @Test func runThatFailed_takesNothingMore() throws {
        var run = try run()
        _ = run.advance(at: now)
        run.fail()
        #expect(run.isEnded)
        let news = run.take(sum(run), at: now)
        #expect(news.isEmpty)
        #expect(run.state.step == 0)
    }

    @Test func resumedRun_goesOnWhereItWas() throws {
        var first = try run { $0.training.checkpointSteps = 0 }
        _ = first.advance(at: now)
        for _ in 0..<first.plan.stepsPerEpoch { _ = first.take(sum(first), at: now) }
        var second = try run(state: first.state) { $0.training.checkpointSteps = 0 }
        let news = second.advance(at: now)
        #expect(words(news) == ["validate"])
        #expect(second.weights.version == first.plan.stepsPerEpoch)
    }

    // MARK: Whose arithmetic

    @Test func firstWorkersFingerprint_becomesTheRuns() throws {
        var run = try run()
        #expect(run.accepts("x") && run.accepts("y"))
        let met = ["x", "x", "y"].map { run.meet($0) }
        #expect(met == [.first, .same, .refused])
        #expect(!run.accepts("y"))
        #expect(run.fingerprint == "x")
    }

    @Test func otherFingerprint_isAllowedByTheJobAndToldOnce() throws {
        var run = try run(fingerprint: "x") { $0.mixedHardware = true }
        #expect(run.accepts("y"))
        let met = ["y", "y"].map { run.meet($0) }
        #expect(met == [.mixed, .same])
        #expect(run.isMixed)
    }

    // MARK: Checkpoints

    @Test func oneCheckpointAtATime_andTheNewestNext() {
        var schedule = CheckpointSchedule(at: now)
        var isToBeWritten = (0..<3).map { _ in schedule.request(at: now) }
        #expect(isToBeWritten == [true, false, false])
        isToBeWritten = [schedule.written(step: 1, problem: nil), schedule.request(at: now)]
        #expect(isToBeWritten == [true, true])
        let isAnotherWanted = schedule.written(step: 3, problem: "no room")
        #expect(!isAnotherWanted && !schedule.isWriting)
        #expect(schedule.savedStep == 1)
        #expect(schedule.problem == "no room")
    }

    @Test func checkpoint_isDueSoLongAfterTheLastWasAskedFor() {
        var schedule = CheckpointSchedule(at: now)
        #expect(!schedule.isDue(at: now + (Limits.checkpointInterval - .nanoseconds(1))))
        #expect(schedule.isDue(at: now + Limits.checkpointInterval))
        _ = schedule.request(at: now + .seconds(1))
        #expect(!schedule.isDue(at: now + Limits.checkpointInterval))
    }
}
