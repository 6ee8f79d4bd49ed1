import Jobs
import Neural
import Series
import TestJobs
import Testing
import Training

/// Workers draw dropout masks of their own, each microbatch the same wherever it is computed.
@Suite struct MaskIndependenceTests {
    private let job: PreparedJob
    private let model: Model

    init() throws {
        job = try TestJobs.prepared {
            $0.model[2] = .lstm(LSTM(units: 16, dropout: 0.5, recurrentDropout: 0.5))
        }
        model = job.plan.model
    }

    /// A mask of one microbatch, as the worker that computes it draws it.
    private func mask(_ plan: WorkPlan, layer: Int, mask: Int, step: Int, microbatch: Int) throws
        -> DropoutMask
    {
        let slots = plan.slots(step: step, microbatch: microbatch)
        let draw = DropoutDraw(
            seed: plan.job.seed, step: UInt32(step), firstSlot: UInt32(slots.lowerBound))
        return try #require(
            plan.model.dropoutMask(layer: layer, mask: mask, samples: slots.count, draw: draw))
    }

    private static let recurrent: [Layer] = [
        .lstm(LSTM(units: 16, dropout: 0.5, recurrentDropout: 0.5)),
        .gru(GRU(units: 16, dropout: 0.5, recurrentDropout: 0.5)),
        .simpleRNN(SimpleRNN(units: 16, dropout: 0.5, recurrentDropout: 0.5)),
        .indRNN(IndRNN(units: 16, dropout: 0.5, recurrentDropout: 0.5)),
        .bidirectional(Bidirectional(.lstm(LSTM(units: 16, dropout: 0.5, recurrentDropout: 0.5)))),
        .residual(Residual([.lstm(LSTM(units: 16, dropout: 0.5, recurrentDropout: 0.5))])),
    ]

    @Test(arguments: recurrent) func microbatchesOfOneStep_drawDifferentMasks(layer: Layer) throws {
        let job = try TestJobs.prepared { $0.model[2] = layer }
        let model = job.plan.model
        #expect(model.maskIndices(layer: 2).count >= 2)
        for index in model.maskIndices(layer: 2) {
            let masks = try (0..<5).map {
                try mask(job.plan, layer: 2, mask: index, step: 3, microbatch: $0).values
            }
            #expect(Set(masks).count == 5, "mask \(index)")
        }
    }

    @Test func masksOfTwoWorkers_areUncorrelated() throws {
        // Workers with halves of the batch: the first with microbatch 0, the second with microbatch 1.
        var sum = 0.0
        var count = 0.0
        for step in 0..<400 {
            let first = try mask(job.plan, layer: 2, mask: 4, step: step, microbatch: 0).values
            let second = try mask(job.plan, layer: 2, mask: 4, step: step, microbatch: 1).values
            for (left, right) in zip(first, second) {
                sum += (left > 0 ? 1 : -1) * (right > 0 ? 1 : -1)
                count += 1
            }
        }
        #expect(count > 20_000)
        #expect((sum / count.squareRoot()).magnitude < 5)
    }

    @Test(arguments: recurrent) func sameMicrobatch_hasTheSameMaskAndOtherStepsAnother(layer: Layer) throws {
        let job = try TestJobs.prepared { $0.model[2] = layer }
        let model = job.plan.model
        for index in model.maskIndices(layer: 2) {
            let once = try mask(job.plan, layer: 2, mask: index, step: 3, microbatch: 1)
            let again = try mask(job.plan, layer: 2, mask: index, step: 3, microbatch: 1)
            let later = try mask(job.plan, layer: 2, mask: index, step: 4, microbatch: 1)
            #expect(once == again)
            #expect(once != later)
        }
    }

    @Test func noiseOfTwoMicrobatches_isUncorrelated() throws {
        let job = try TestJobs.prepared { $0.model[1] = .gaussianNoise(GaussianNoise(stddev: 1)) }
        #expect(job.plan.model.maskIndices(layer: 1) == [0])
        var sum = 0.0
        var count = 0.0
        for step in 0..<60 {
            let noise = try (0..<5).map {
                try mask(job.plan, layer: 1, mask: 0, step: step, microbatch: $0).values
            }
            let again = try mask(job.plan, layer: 1, mask: 0, step: step, microbatch: 3).values
            #expect(noise[3] == again)
            for first in 0..<5 {
                for second in first + 1..<5 {
                    for (left, right) in zip(noise[first], noise[second]) {
                        sum += Double(left) * Double(right)
                        count += 1
                    }
                }
            }
        }
        #expect(count > 20_000)
        #expect((sum / count.squareRoot()).magnitude < 5)
    }

    @Test func microbatchHasTheSameGradientOnAnyWorker_whateverItComputedBefore() {
        let weights = model.initialWeights(seed: 1)
        let one = MicrobatchComputer(plan: job.plan, series: job.series)
        let other = MicrobatchComputer(plan: job.plan, series: job.series)
        for (step, microbatch) in [(0, 4), (10, 2), (25, 0)] {
            _ = other.gradient(step: step, microbatch: microbatch, weights: weights)
        }
        _ = other.metrics(.validate, slice: 0, weights: weights)
        for microbatch in 0..<5 {
            let left = one.gradient(step: 2, microbatch: microbatch, weights: weights)
            let right = other.gradient(step: 2, microbatch: microbatch, weights: weights)
            #expect(left.gradient.map(\.bitPattern) == right.gradient.map(\.bitPattern))
            #expect(left.loss == right.loss)
        }
    }

    @Test func sharedMask_isTheSameForAllMicrobatches() throws {
        // Layer 0 has the noise shape (1, T, 1).
        let masks = try (0..<5).map { try mask(job.plan, layer: 0, mask: 0, step: 3, microbatch: $0) }
        #expect(masks[0].shape == [1, 6, 1])
        #expect(Set(masks).count == 1)
        let steps = try (0..<20).map { try mask(job.plan, layer: 0, mask: 0, step: $0, microbatch: 0) }
        #expect(Set(steps).count > 1)
    }

    @Test(arguments: [1, 2, 24])
    func cuttingTheBatchDifferently_changesNoSamplesMask(microbatches: Int) throws {
        let other = try TestJobs.prepared {
            $0.model[2] = .lstm(LSTM(units: 16, dropout: 0.5, recurrentDropout: 0.5))
            $0.training.microbatches = microbatches
        }
        func whole(_ plan: WorkPlan, layer: Int, index: Int) throws -> [Float] {
            try (0..<plan.microbatches(step: 3)).flatMap {
                try mask(plan, layer: layer, mask: index, step: 3, microbatch: $0).values
            }
        }
        for layer in 1...2 {
            for index in model.maskIndices(layer: layer) {
                #expect(
                    try whole(other.plan, layer: layer, index: index)
                        == whole(job.plan, layer: layer, index: index))
            }
        }
        // The same masks are the ones that gradients are computed under: the sums agree up to rounding.
        let weights = model.initialWeights(seed: 1)
        func total(_ job: PreparedJob) -> NodeSum {
            let computer = MicrobatchComputer(plan: job.plan, series: job.series)
            var sum = computer.gradient(step: 3, microbatch: 0, weights: weights)
            for microbatch in 1..<max(1, job.plan.microbatches(step: 3)) {
                sum.add(computer.gradient(step: 3, microbatch: microbatch, weights: weights))
            }
            return sum
        }
        let (left, right) = (total(other), total(job))
        let scale = right.gradient.reduce(0) { max($0, $1.magnitude) }
        let difference = zip(left.gradient, right.gradient).reduce(0) { max($0, ($1.0 - $1.1).magnitude) }
        #expect(left.samples == right.samples)
        #expect((left.loss - right.loss).magnitude < 1e-5 * right.loss)
        #expect(difference < 1e-5 * scale)
    }
}
