import Jobs
import Neural
import Series
import TestJobs
import Testing
import Training

/// Which rate an update is made with.
struct LearningRateTests {
    /// Validation losses of epochs, from which a plateau is found twice.
    private static let losses = [8.0, 8, 7, 7.5, 7, 1]

    private static func job(_ rate: LearningRate, epochs: Int) throws -> PreparedJob {
        try TestJobs.prepared {
            $0.training.optimizer = .sgd(SGD(learningRate: rate))
            $0.training.epochs = epochs
        }
    }

    private static func run(_ job: PreparedJob, state: TrainingState? = nil) -> TrainingRun {
        TrainingRun(TestJobs.run(job, state: state), at: Instant(nanoseconds: 0))
    }

    /// Takes in what the run asks for until it ends or `isEnough`; the rates of all updates.
    private static func play(_ run: inout TrainingRun, until isEnough: (TrainingRun) -> Bool) -> [Double] {
        var rates: [Double] = []
        let gradient = Vector(repeatElement(1, count: run.state.weights.count))
        var news = run.advance(at: Instant(nanoseconds: 0))
        while let purpose = news.compactMap({ if case .work(let purpose) = $0 { purpose } else { nil } })
            .last,
            !isEnough(run)
        {
            let loss = purpose == .validate ? losses[run.state.epochs.count] : 1
            if purpose == .train { rates.append(run.learningRate) }
            news = run.take(
                purpose == .train
                    ? NodeSum(gradient: gradient, loss: loss, samples: 1)
                    : NodeSum(MetricSums(samples: 1, loss: loss)),
                at: Instant(nanoseconds: 0))
        }
        return rates
    }

    @Test func plateaus_areKnownToAResumedRun() throws {
        let plateau = ReduceOnPlateau(initialLearningRate: 1, factor: 0.5, patience: 1, cooldown: 1)
        let job = try Self.job(.reduceOnPlateau(plateau), epochs: 6)
        var whole = Self.run(job)
        let rates = Self.play(&whole) { _ in false }
        #expect(Set(rates).count > 1)
        for step in 1..<rates.count {
            var first = Self.run(job)
            let begun = Self.play(&first) { $0.state.step == step }
            var second = Self.run(job, state: first.state)
            #expect(begun + Self.play(&second) { _ in false } == rates)
            #expect(second.state == whole.state)
        }
    }

    @Test func updateNumberK_hasTheRateAfterKMinusOneSteps() throws {
        let job = try Self.job(
            .piecewise(PiecewiseConstant(boundaries: [.steps(1), .epochs(1)], values: [4, 2, 1])), epochs: 2)
        var run = Self.run(job)
        let epoch = job.plan.stepsPerEpoch
        let rates = Self.play(&run) { _ in false }
        #expect(rates == (0..<2 * epoch).map { $0 <= 1 ? 4 : $0 <= epoch ? 2 : 1 })
    }
}
