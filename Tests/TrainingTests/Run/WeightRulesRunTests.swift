import Jobs
import Neural
import Series
import TestJobs
import Testing
import Training

/// What layers ask of their weights, in a run.
struct WeightRulesRunTests {
    private static let start = Instant(nanoseconds: 0)

    private static func job(_ change: (inout Dense) -> Void) throws -> PreparedJob {
        try TestJobs.prepared {
            $0.training.epochs = 2
            $0.training.optimizer = .sgd(SGD(learningRate: 0.1))
            var dense = Dense(units: 6)
            change(&dense)
            $0.model[3] = .dense(dense)
        }
    }

    /// Plays a run in which every loss of the data is 1.
    private static func play(_ job: PreparedJob) throws -> (
        steps: [StepReport], run: TrainingRun, start: Vector
    ) {
        var run = TrainingRun(TestJobs.run(job), at: start)
        let first = run.state.weights
        var steps: [StepReport] = []
        var news = run.advance(at: start)
        while let wanted = news.compactMap({ if case .work(let purpose) = $0 { purpose } else { nil } }).last
        {
            let gradient = Vector(repeatElement(0.5, count: first.count))
            news = run.take(
                wanted == .train
                    ? NodeSum(gradient: gradient, loss: 24, samples: 24)
                    : NodeSum(MetricSums(samples: 1, loss: 1)), at: start)
            for case .step(let step) in news { steps.append(step) }
        }
        return (steps, run, first)
    }

    @Test func losses_includeThePenalty() throws {
        let job = try Self.job { $0.kernelRegularizer = Regularizer(l1: 0.01, l2: 0.1) }
        let (steps, run, first) = try Self.play(job)
        let layout = job.plan.model.parameters
        let penalty = layout.penalty(of: first)
        #expect(penalty > 0.1 && steps[0].loss == 1 + penalty)
        // Before each update; an epoch's is the mean over its samples.
        let mean =
            steps.prefix(job.plan.stepsPerEpoch).map(\.loss).reduce(0, +) / Double(job.plan.stepsPerEpoch)
        #expect(abs(run.state.epochs[0].trainLoss - mean) < 1e-12)
        let last = try #require(run.state.epochs.last)
        #expect(last.validationLoss == 1 + layout.penalty(of: run.state.weights))
    }

    @Test func frozenLayer_endsAsItBegan() throws {
        let job = try Self.job { $0.isTrainable = false }
        let (_, run, first) = try Self.play(job)
        let entries = job.plan.model.parameters.entries
        for entry in entries {
            let places = entry.offset..<entry.offset + entry.count
            let isSame = run.state.weights[places].elementsEqual(first[places])
            #expect(isSame == entry.name.hasPrefix("dense"), "\(entry.name)")
        }
    }

    @Test func limits_holdAfterEveryUpdate() throws {
        let job = try Self.job { $0.kernelConstraint = MaxNorm(0.125) }
        let (_, run, _) = try Self.play(job)
        let kernel = try #require(job.plan.model.parameters.entries.first { $0.name == "dense_3/kernel" })
        for column in 0..<6 {
            let squares = stride(from: kernel.offset + column, to: kernel.offset + kernel.count, by: 6).map {
                Double(run.state.weights[$0]) * Double(run.state.weights[$0])
            }
            #expect(squares.reduce(0, +).squareRoot() <= 0.125)
        }
    }
}
