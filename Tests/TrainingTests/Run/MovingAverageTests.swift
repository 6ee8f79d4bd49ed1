import Jobs
import Neural
import Series
import TestJobs
import Testing
import Training

/// Averaged weights, and what else an update carries on.
struct MovingAverageTests {
    private static func job(_ change: (inout TrainingSettings) -> Void) throws -> PreparedJob {
        try TestJobs.prepared {
            $0.training.epochs = 2
            $0.training.movingAverage = MovingAverage(momentum: 0.5, overwriteFrequency: 5)
            change(&$0.training)
        }
    }

    /// What a run asks for, and the weights that it gives for it.
    private struct Asked: Equatable {
        let purpose: Purpose
        let version: Int
        let weights: Vector
    }

    private static let start = Instant(nanoseconds: 0)

    /// Gradients differ from step to step.
    private static func play(
        _ run: inout TrainingRun, until isEnough: (TrainingRun) -> Bool = { _ in false }
    ) -> (asked: [Asked], result: RunResult?) {
        var asked: [Asked] = []
        var result: RunResult?
        var news = run.advance(at: start)
        while true {
            for case .finished(let final) in news { result = final }
            let wanted = news.compactMap { if case .work(let purpose) = $0 { purpose } else { nil } }
            guard let purpose = wanted.last, !isEnough(run) else { return (asked, result) }
            asked.append(
                Asked(purpose: purpose, version: run.weights.version, weights: run.weights.values))
            let gradient = Vector(
                repeatElement(Float(run.state.step % 3) - 0.75, count: run.state.weights.count))
            news = run.take(
                purpose == .train
                    ? NodeSum(gradient: gradient, loss: 1, samples: 1)
                    : NodeSum(MetricSums(samples: 1, loss: 1)), at: start)
        }
    }

    @Test func validationAndTest_areOfTheAverage() throws {
        let job = try Self.job { $0.optimizer = .sgd(SGD(learningRate: 0.5)) }
        var run = TrainingRun(TestJobs.run(job), at: Self.start)
        let (asked, result) = Self.play(&run)
        let average = try #require(run.state.average)
        #expect(average != run.state.weights)
        #expect(result?.weights == average && result?.weightsStep == run.plan.steps)
        #expect(asked.last?.purpose == .test && asked.last?.weights == average)
        // No two weights have one number.
        let versions = Dictionary(grouping: asked, by: \.version).values
        #expect(versions.allSatisfy { Set($0.map { Array($0.weights) }).count == 1 })
        #expect(asked.count { $0.purpose == .validate } == 2)
    }

    @Test(arguments: [
        Optimizer.sgd(SGD(momentum: 0.9)), .nadam(Nadam(learningRate: 0.1)), .lion(Lion()),
        .adam(
            Adam(
                learningRate: .exponential(
                    ExponentialDecay(initialLearningRate: 0.1, decaySteps: .epochs(1), decayRate: 0.5)))),
    ])
    func resumedRun_goesOnWithTheSameBits(optimizer: Optimizer) throws {
        let job = try Self.job { $0.optimizer = optimizer }
        var whole = TrainingRun(TestJobs.run(job), at: Self.start)
        let (_, result) = Self.play(&whole)
        for step in 1..<job.plan.steps {
            var first = TrainingRun(TestJobs.run(job), at: Self.start)
            _ = Self.play(&first) { $0.state.step == step }
            var second = TrainingRun(TestJobs.run(job, state: first.state), at: Self.start)
            #expect(Self.play(&second).result == result)
            #expect(second.state == whole.state)
        }
    }

    @Test func firstUpdatesWeights_beginTheAverage() {
        let rule = MovingAverage(momentum: 0.75, overwriteFrequency: 3)
        var weights: Vector = [4]
        var average: Vector?
        rule.take(&weights, into: &average, update: 1)
        #expect(average == [4] && weights == [4])
        weights = [8]
        rule.take(&weights, into: &average, update: 2)
        #expect(average == [5] && weights == [8])
        weights = [9]
        rule.take(&weights, into: &average, update: 3)
        #expect(average == [6] && weights == [6])
    }
}
