import Jobs
import Neural
import Series
import TestJobs
import Testing
import Training

/// Where training ends.
struct TrainingEndTests {
    /// A run whose every piece of work takes a second.
    private struct Clock {
        var run: TrainingRun
        var seconds = 0
        var works: [Purpose] = []
        var result: RunResult?

        init(_ job: PreparedJob, state: TrainingState? = nil) {
            run = TrainingRun(TestJobs.run(job, state: state), at: Instant(nanoseconds: 0))
        }

        var now: Instant { Instant(nanoseconds: Int64(seconds) * 1_000_000_000) }

        mutating func play(until isEnough: (TrainingRun) -> Bool = { _ in false }) {
            let gradient = Vector(repeatElement(0.001, count: run.state.weights.count))
            var news = run.advance(at: now)
            while !isEnough(run) {
                for case .finished(let result) in news { self.result = result }
                let wanted = news.compactMap { if case .work(let purpose) = $0 { purpose } else { nil } }
                guard let purpose = wanted.last else { return }
                works.append(purpose)
                seconds += 1
                news = run.take(
                    purpose == .train
                        ? NodeSum(gradient: gradient, loss: 1, samples: 1)
                        : NodeSum(MetricSums(samples: 1, loss: 1)), at: now)
            }
        }
    }

    private static func job(_ change: (inout TrainingSettings) -> Void) throws -> PreparedJob {
        try TestJobs.prepared {
            $0.training.optimizer = .sgd(SGD())
            change(&$0.training)
        }
    }

    @Test func stepsEndTraining_andTheLastEpochIsValidated() throws {
        let epoch = try Self.job { _ in }.plan.stepsPerEpoch
        for steps in [1, epoch - 1, epoch, epoch + 1, 2 * epoch + 3] {
            var clock = Clock(try Self.job { $0.steps = steps })
            #expect(clock.run.plan.steps == steps)
            clock.play()
            let result = try #require(clock.result)
            #expect(result.steps == steps && !result.endedByTime)
            #expect(clock.works.count { $0 == .train } == steps)
            #expect(result.epochs.count == clock.run.plan.epochs)
            #expect(result.epochs.last?.step == steps && result.epochs.last?.validationLoss != nil)
        }
    }

    @Test func timeLimit_endsTrainingAfterTheStepInWhichItIsUp() throws {
        let epoch = try Self.job { _ in }.plan.stepsPerEpoch
        var clock = Clock(try Self.job { $0.timeLimit = TimeLimit(epoch + 4, .seconds) })
        clock.play()
        let result = try #require(clock.result)
        // The validation took a second, too.
        #expect(result.steps == epoch + 3 && result.endedByTime)
        var twin = Clock(try Self.job { $0.steps = epoch + 3 })
        twin.play()
        #expect(twin.result?.weights == result.weights && twin.result?.epochs == result.epochs)
        #expect(twin.result?.test == result.test)
    }

    @Test func timeGoesOnWhereARunWasStopped() throws {
        let job = try Self.job { $0.timeLimit = TimeLimit(7, .seconds) }
        for steps in 1...9 {
            var first = Clock(job)
            first.play { $0.state.step == steps || $0.isEnded }
            var second = Clock(job, state: first.run.state)
            second.play()
            #expect(second.result?.steps == 7 && second.result?.endedByTime == true)
        }
    }

    @Test func timeThatIsNeverUp_changesNothing() throws {
        var clock = Clock(try Self.job { $0.timeLimit = TimeLimit(1, .hours) })
        clock.play()
        #expect(clock.result?.endedByTime == false)
        #expect(clock.result?.steps == clock.run.plan.steps)
    }
}
