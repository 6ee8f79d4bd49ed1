import Jobs
import Neural
import Series
import TestJobs
import Testing
import Training

/// Early stopping as Keras has it: `EarlyStopping(monitor="val_loss", restore_best_weights=True)`.
@Suite struct EarlyStoppingTests {
    /// What a sequence of validation losses comes to.
    private struct Outcome: Equatable {
        /// Epochs that were trained.
        var epochs: Int
        var stoppedEarly: Bool
        /// The epoch whose weights are kept, from 0.
        var best: Int
    }

    /// Keras 3.15, `EarlyStopping.on_epoch_end` and `on_train_end`, line by line.
    private static func keras(_ losses: [Double], _ rule: EarlyStopping) -> Outcome {
        var best: Double?
        // Keras keeps the newest weights where no epoch was looked at.
        var bestEpoch = rule.startFromEpoch < losses.count ? 0 : losses.count - 1
        var wait = 0
        for (epoch, current) in losses.enumerated() {
            if epoch < rule.startFromEpoch { continue }
            wait += 1
            if best.map({ current + rule.minDelta < $0 }) ?? true {
                best = current
                bestEpoch = epoch
                wait = 0
                continue
            }
            if wait >= rule.patience && epoch > 0 {
                return Outcome(epochs: epoch + 1, stoppedEarly: true, best: bestEpoch)
            }
        }
        return Outcome(epochs: losses.count, stoppedEarly: false, best: bestEpoch)
    }

    /// A job of one step an epoch, of which only the bookkeeping matters.
    private static func job(_ rule: EarlyStopping?, epochs: Int) throws -> PreparedJob {
        try TestJobs.prepared {
            $0.model = [.lstm(LSTM(units: 1)), .dense(Dense(units: 6))]
            $0.training.batchSize = 1000
            $0.training.microbatches = 1
            $0.training.epochs = epochs
            $0.training.optimizer = .sgd(SGD(learningRate: 1))
            $0.training.earlyStopping = rule
        }
    }

    /// Plays the one worker: gradients that move every weight, and the given validation loss in each epoch.
    private static func play(
        _ bench: CoordinatorHarness, _ losses: [Double],
        until stop: (CoordinatorHarness) -> Bool = { _ in false }
    ) {
        let plan = bench.job.plan
        while !stop(bench), bench.orders["a"] != nil {
            bench.answer("a") { order, node in
                guard order.purpose != .train else {
                    let partial = Vector(
                        repeatElement(Float(order.step + 1), count: plan.model.parameters.count))
                    return .gradient(
                        Gradient(
                            run: order.run, step: order.step, node: node, samples: plan.windows.train,
                            loss: 1, computeTime: .zero, partial: partial))
                }
                let samples = node.range.reduce(0) { $0 + plan.windows(order.purpose, slice: $1).count }
                let sums = MetricSums(samples: samples, loss: losses[order.step - 1] * Double(samples))
                return .evaluation(
                    Evaluation(
                        run: order.run, step: order.step, purpose: order.purpose, node: node, sums: sums,
                        computeTime: .zero))
            }
        }
    }

    private static func outcome(_ bench: CoordinatorHarness) throws -> Outcome {
        let result = try #require(bench.result)
        return Outcome(
            epochs: result.epochs.count, stoppedEarly: result.stoppedEarly, best: result.weightsStep - 1)
    }

    // Eighths, so that sums over slices are exact.
    static let cases: [(losses: [Double], patience: Int, minDelta: Double)] = [
        ([8, 7, 6, 5, 4, 3], 2, 0),  // always better: all epochs
        ([8, 7, 7, 7, 6, 5], 2, 0),  // a tie is no improvement
        ([8, 7, 9, 6, 9, 9, 1], 2, 0),  // an improvement starts the count anew
        ([8, 9, 1, 1, 1, 1], 1, 0),  // the first bad epoch ends it
        ([8, 7.5, 7, 6.5, 6, 5.5], 2, 0.5),  // falls of exactly the delta do not count
        ([8, 7.5, 7, 6.5, 6, 5.5], 2, 0.375),
        ([8, 7.875, 7.75, 7, 6.875, 6.75], 2, 0.5),  // what crept down in small steps counts from the best
        ([8, 9, 9, 9, 9, 9], 5, 0),
    ]

    @Test(arguments: 0..<8)
    func patienceCountsAsInKeras(index: Int) throws {
        let (losses, patience, minDelta) = Self.cases[index]
        let rule = EarlyStopping(patience: patience, minDelta: minDelta)
        let bench = CoordinatorHarness(try Self.job(rule, epochs: losses.count), ready: ["a"])
        Self.play(bench, losses)
        #expect(try Self.outcome(bench) == Self.keras(losses, rule))
    }

    @Test func randomLosses_endLikeInKeras() throws {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<60 {
            let losses = (0..<12).map { _ in Double(Int.random(in: 1...24, using: &generator)) / 8 }
            let rule = EarlyStopping(
                patience: Int.random(in: 1...4, using: &generator),
                minDelta: Double(Int.random(in: 0...4, using: &generator)) / 8,
                startFromEpoch: Int.random(in: 0...3, using: &generator))
            let bench = CoordinatorHarness(try Self.job(rule, epochs: losses.count), ready: ["a"])
            Self.play(bench, losses)
            #expect(try Self.outcome(bench) == Self.keras(losses, rule), "\(losses), \(rule)")
        }
    }

    @Test func bestEpochsWeightsAreRestoredAndTested() throws {
        let losses = [8.0, 5, 6, 7, 1]
        let bench = CoordinatorHarness(try Self.job(EarlyStopping(patience: 2), epochs: 5), ready: ["a"])
        var tested: Vector?
        Self.play(bench, losses) { bench in
            if let order = bench.orders["a"], order.purpose == .test {
                tested = bench.weights[order.weightsVersion]
            }
            return false
        }
        let result = try #require(bench.result)
        #expect(result.steps == 4)
        #expect(result.weightsStep == 2)
        #expect(result.weights == bench.weights[2])
        #expect(result.weights != bench.weights[4])
        #expect(tested == bench.weights[2])
        #expect(result.epochs.map(\.validationLoss) == [8, 5, 6, 7])
    }

    @Test func bestWeightsAreRestoredEvenWhenEveryEpochWasTrained() throws {
        let bench = CoordinatorHarness(try Self.job(EarlyStopping(patience: 9), epochs: 3), ready: ["a"])
        Self.play(bench, [8, 5, 6])
        let result = try #require(bench.result)
        #expect(!result.stoppedEarly)
        #expect(result.weights == bench.weights[2])
    }

    @Test func monitoredTrainingLoss_isTheEpochsOwn() throws {
        let rule = EarlyStopping(monitor: .loss, patience: 2)
        let bench = CoordinatorHarness(try Self.job(rule, epochs: 9), ready: ["a"])
        // The training loss is the same in every epoch: a tie is no improvement.
        Self.play(bench, [8, 7, 6, 5, 4, 3, 2, 1, 0])
        #expect(try Self.outcome(bench) == Outcome(epochs: 3, stoppedEarly: true, best: 0))
    }

    @Test func withoutEarlyStopping_theLastWeightsAreKept() throws {
        let bench = CoordinatorHarness(try Self.job(nil, epochs: 3), ready: ["a"])
        Self.play(bench, [8, 5, 6])
        #expect(bench.result?.weights == bench.weights[3])
        #expect(bench.checkpoints.last?.state.bestWeights == nil)
    }

    @Test(arguments: 1...5)
    func resumedRun_countsOnAndRestoresTheSameWeights(epochs: Int) throws {
        let losses = [8.0, 5, 6, 4.5, 7, 6.5, 1]
        let job = try Self.job(EarlyStopping(patience: 3, minDelta: 1), epochs: losses.count)
        let whole = CoordinatorHarness(job, ready: ["a"])
        Self.play(whole, losses)
        #expect(try Self.outcome(whole) == Outcome(epochs: 5, stoppedEarly: true, best: 1))
        let first = CoordinatorHarness(job, ready: ["a"])
        Self.play(first, losses) { ($0.checkpoints.last?.state.epochs.count ?? 0) >= epochs }
        let saved = try #require(first.checkpoints.last?.state)
        #expect(saved.epochs.count == epochs)
        let second = CoordinatorHarness(job, ready: ["a"], state: saved)
        Self.play(second, losses)
        #expect(second.result == whole.result)
    }

    /// Each monitor has its best in another epoch.
    @Test(arguments: Array(EarlyStopping.Monitor.allCases.enumerated()))
    func everyMonitor_watchesItsOwnValue(best: Int, monitor: EarlyStopping.Monitor) {
        let epochs = (0..<5).map { epoch in
            func value(_ number: Int) -> Double { number == epoch ? 1 : 2 }
            return EpochRecord(
                step: epoch, trainLoss: value(0), validationLoss: value(1),
                validation: ForecastMeasures(numbers: [3, value(2), value(3), value(4), 3, 3, 3]))
        }
        let rule = EarlyStopping(monitor: monitor, patience: 2)
        #expect(rule.bestEpoch(of: epochs) == best)
        #expect(rule.shouldStop(after: epochs) == (best < 3))
        #expect(rule.improves(epochs[best], on: Array(epochs[..<best])))
    }
}
