import Neural
import Testing

#if canImport(Glibc)
    import Glibc
#endif

struct DropoutMaskTests {
    private static let units = 64

    private static func model(_ layers: [Layer], timeSteps: Int = 6, features: Int = 5) throws -> Model {
        try Model(layers: layers, timeSteps: timeSteps, features: features)
    }

    private static func lstm(_ rate: Double, sequences: Bool = false) -> Layer {
        .lstm(LSTM(units: units, returnSequences: sequences, dropout: rate, recurrentDropout: rate))
    }

    /// What is kept of the mask as numbers of mean 0 and variance 1.
    private static func indicators(
        _ model: Model, layer: Int = 0, mask: Int = 4, slot: UInt32 = 0, step: UInt32, rate: Double
    ) throws -> [Double] {
        let draw = DropoutDraw(seed: 17, step: step, firstSlot: slot)
        let drawn = try #require(model.dropoutMask(layer: layer, mask: mask, samples: 1, draw: draw))
        let deviation = (rate * (1 - rate)).squareRoot()
        return drawn.values.map { (($0 > 0 ? 1 : 0) - (1 - rate)) / deviation }
    }

    /// Each bound leaves a tail of 10^-9 of the binomial distribution.
    @Test(arguments: [0.001, 0.1, 0.3, 0.5, 0.9, 0.999])
    func keptShare_isBinomial(rate: Double) throws {
        let model = try Self.model([.dropout(Dropout(rate: rate))], timeSteps: 50, features: 40)
        let mask = try #require(
            model.dropoutMask(layer: 0, samples: 20, draw: DropoutDraw(seed: 8, step: 1)))
        let kept = mask.values.filter { $0 != 0 }
        #expect(mask.shape == [20, 50, 40] && mask.values.count == 40_000)
        #expect(kept.allSatisfy { $0 == Float(1 / (1 - rate)) })
        var logarithm = 40_000 * log(rate)
        var below = exp(logarithm)
        var bounds: [Int] = []
        for k in 0..<40_000 {
            if bounds.isEmpty && below > 1e-9 { bounds.append(k) }
            if bounds.count == 1 && below > 1 - 1e-9 { bounds.append(k) }
            logarithm += log(Double(40_000 - k) / Double(k + 1) * (1 - rate) / rate)
            below += exp(logarithm)
        }
        let last = bounds.count > 1 ? bounds[1] : 40_000
        #expect((bounds[0]...last).contains(kept.count))
    }

    @Test func masksOfDifferentPlaces_areUncorrelated() throws {
        let rate = 0.3
        let steps: UInt32 = 1500
        let model = try Self.model([Self.lstm(rate, sequences: true), Self.lstm(rate)], features: Self.units)
        typealias Pair = (UInt32) throws -> ([Double], [Double])
        let pairs: [String: Pair] = [
            "slots": { step in
                (
                    try Self.indicators(model, slot: 0, step: step, rate: rate),
                    try Self.indicators(model, slot: 1, step: step, rate: rate)
                )
            },
            "steps": { step in
                (
                    try Self.indicators(model, step: step, rate: rate),
                    try Self.indicators(model, step: step + 1, rate: rate)
                )
            },
            "layers": { step in
                (
                    try Self.indicators(model, layer: 0, step: step, rate: rate),
                    try Self.indicators(model, layer: 1, step: step, rate: rate)
                )
            },
            "gates": { step in
                (
                    try Self.indicators(model, mask: 4, step: step, rate: rate),
                    try Self.indicators(model, mask: 5, step: step, rate: rate)
                )
            },
            "inputs and state": { step in
                (
                    try Self.indicators(model, mask: 0, step: step, rate: rate),
                    try Self.indicators(model, mask: 4, step: step, rate: rate)
                )
            },
            "neighbours": { step in
                let mask = try Self.indicators(model, step: step, rate: rate)
                return (mask, Array(mask[1...]) + mask[..<1])
            },
        ]
        for (name, pair) in pairs {
            var sum = 0.0
            for step in 0..<steps {
                let (left, right) = try pair(step)
                sum += zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
            }
            let sigmas = sum / (Double(steps) * Double(Self.units)).squareRoot()
            #expect(sigmas.magnitude < 5, "\(name): \(sigmas)")
        }
    }

    @Test(arguments: [
        Layer.dropout(Dropout(rate: 0.4)), .dropout(Dropout(rate: 0.4, noiseShape: [nil, 1, 5])), lstm(0.4),
        .gaussianNoise(GaussianNoise(stddev: 0.4)),
    ])
    func microbatches_haveTheMasksOfTheWholeBatch(layer: Layer) throws {
        let model = try Self.model([layer])
        for mask in model.maskIndices(layer: 0) {
            let draw = DropoutDraw(seed: 1, step: 2, firstSlot: 100)
            let whole = try #require(model.dropoutMask(layer: 0, mask: mask, samples: 7, draw: draw))
            var parts: [Float] = []
            for (first, samples) in [(100, 3), (103, 3), (106, 1)] {
                let draw = DropoutDraw(seed: 1, step: 2, firstSlot: UInt32(first))
                parts += try #require(model.dropoutMask(layer: 0, mask: mask, samples: samples, draw: draw))
                    .values
            }
            #expect(parts == whole.values)
        }
    }

    @Test func timeStepsSharedByAllSamples_areTheSameInEveryMicrobatch() throws {
        let model = try Self.model([.dropout(Dropout(rate: 0.5, noiseShape: [1, 6, 1]))])
        let draws = [0, 50, 5000].map { DropoutDraw(seed: 1, step: 2, firstSlot: $0) }
        let masks = draws.map { model.dropoutMask(layer: 0, samples: 9, draw: $0) }
        #expect(masks[0]?.shape == [1, 6, 1])
        #expect(masks.allSatisfy { $0 == masks[0] })
        // The layer puts it on every sample and feature.
        let runner = ModelRunner(model: model, capacity: 4)
        runner.input.set([Float](repeating: 1, count: runner.input.count))
        runner.forward(weights: [], samples: 4, dropout: draws[2])
        let values = try #require(masks[0]).values
        #expect(runner.output.values == values.flatMap { [Float](repeating: $0, count: 4 * 5) })
    }

    @Test func spatialDropout_keepsOrDropsAFeatureAtAllTimeSteps() throws {
        let model = try Self.model([.spatialDropout1D(SpatialDropout1D(rate: 0.5))])
        let runner = ModelRunner(model: model, capacity: 3)
        runner.input.set([Float](repeating: 1, count: runner.input.count))
        runner.forward(weights: [], samples: 3, dropout: DropoutDraw(seed: 5, step: 0))
        let steps = (0..<6).map { Array(runner.output.values[($0 * 15)..<($0 * 15 + 15)]) }
        #expect(steps.allSatisfy { $0 == steps[0] })
        #expect(Set(steps[0]) == [0, 2])
        let same = try Self.model([.dropout(Dropout(rate: 0.5, noiseShape: [nil, 1, nil]))])
        let draw = DropoutDraw(seed: 5, step: 0)
        #expect(
            same.dropoutMask(layer: 0, samples: 3, draw: draw)
                == model.dropoutMask(layer: 0, samples: 3, draw: draw))
    }

    @Test func spatialDropoutOfPictures_keepsOrDropsAChannelEverywhere() throws {
        let shapes: [(Layer, Layer)] = [
            (
                .reshape(Reshape(targetShape: [2, 3, 5])),
                .spatialDropout2D(SpatialDropout2D(rate: 0.5))
            ),
            (
                .reshape(Reshape(targetShape: [3, 1, 2, 5])),
                .spatialDropout3D(SpatialDropout3D(rate: 0.5))
            ),
        ]
        for (reshape, dropout) in shapes {
            let model = try Self.model([reshape, dropout])
            let runner = ModelRunner(model: model, capacity: 3)
            runner.input.set([Float](repeating: 1, count: runner.input.count))
            let draw = DropoutDraw(seed: 5, step: 0)
            runner.forward(weights: [], samples: 3, dropout: draw)
            let mask = try #require(model.dropoutMask(layer: 1, samples: 3, draw: draw))
            #expect(mask.values.count == 15 && Set(mask.values) == [0, 2])
            let rows = stride(from: 0, to: 90, by: 15).map { Array(runner.output.values[$0..<$0 + 15]) }
            #expect(rows.allSatisfy { $0 == mask.values })
        }
    }

    @Test func noise_isNormalOfItsDeviationAndThereWhileTrainingAlone() throws {
        let model = try Self.model([.gaussianNoise(GaussianNoise(stddev: 0.25))], timeSteps: 50, features: 41)
        let runner = ModelRunner(model: model, capacity: 20)
        runner.forward(weights: [], samples: 20, dropout: DropoutDraw(seed: 8, step: 1))
        let noise = runner.output.values.map { Double($0) / 0.25 }
        for (power, moment, variance) in [(1, 0.0, 1.0), (2, 1, 2), (3, 0, 15), (4, 3, 96)] {
            let mean = noise.reduce(0) { $0 + pow($1, Double(power)) } / Double(noise.count)
            #expect((mean - moment).magnitude < 5 * (variance / Double(noise.count)).squareRoot())
        }
        let given = runner.output.values
        runner.forward(weights: [], samples: 20, dropout: DropoutDraw(seed: 8, step: 2))
        #expect(zip(runner.output.values, given).allSatisfy { $0 != $1 })
        runner.forward(weights: [], samples: 20, dropout: nil)
        #expect(runner.output.values.allSatisfy { $0 == 0 })
    }

    @Test func noise_isTheStreamsNormalNumbers() throws {
        let model = try Self.model([.dropout(Dropout(rate: 0)), .gaussianNoise(GaussianNoise(stddev: 0.5))])
        let draw = DropoutDraw(seed: 17, step: 9, firstSlot: 40)
        let noise = try #require(model.dropoutMask(layer: 1, samples: 2, draw: draw))
        #expect(noise.shape == [2, 6, 5])
        let expected = (40...41).flatMap { slot in
            RandomStream(seed: 17).normal(
                count: 30, domain: StreamDomain(.noise, layer: 1), slot: slot, step: 9)
        }
        #expect(noise.values == expected.map { 0.5 * $0 })
    }

    @Test func fullMask_differsBetweenTimeSteps() throws {
        let model = try Self.model([.dropout(Dropout(rate: 0.5))])
        let mask = try #require(model.dropoutMask(layer: 0, samples: 1, draw: DropoutDraw(seed: 5, step: 0)))
        let rows = stride(from: 0, to: 30, by: 5).map { Array(mask.values[$0..<$0 + 5]) }
        #expect(Set(rows).count > 1)
    }

    @Test func zeroRate_keepsEverythingAndDrawsNothing() throws {
        let model = try Self.model([.dropout(Dropout(rate: 0)), Self.lstm(0)])
        #expect(model.maskIndices(layer: 0).isEmpty && model.maskIndices(layer: 1).isEmpty)
        #expect(model.dropoutMask(layer: 0, samples: 1, draw: DropoutDraw(seed: 0, step: 0)) == nil)
    }

    @Test(arguments: [1.0, 1 - 0x1p-40])
    func rateOne_dropsEverything(rate: Double) throws {
        let model = try Self.model([.dropout(Dropout(rate: rate))])
        let mask = try #require(model.dropoutMask(layer: 0, samples: 2, draw: DropoutDraw(seed: 0, step: 0)))
        #expect(mask.values.allSatisfy { $0 == 0 })
    }

    @Test func rateOne_inAnLSTMDropsNothing() throws {
        let model = try Self.model([Self.lstm(1)])
        #expect(model.maskIndices(layer: 0).isEmpty)
        #expect(model.warnings.count == 2)
    }

    @Test func gates_shareMasksAsKerasWould() throws {
        func indices(_ lstm: LSTM) throws -> [Int] { try Self.model([.lstm(lstm)]).maskIndices(layer: 0) }
        #expect(try indices(LSTM(units: 2, dropout: 0.1)) == [0])
        #expect(try indices(LSTM(units: 2, recurrentDropout: 0.1)) == [4, 5, 6, 7])
        #expect(try indices(LSTM(units: 2, dropout: 0.1, recurrentDropout: 0.1)) == Array(0..<8))
        #expect(try indices(LSTM(units: 2, dropout: 0.1, dropoutMasks: .perGate)) == [0, 1, 2, 3])
        #expect(
            try indices(LSTM(units: 2, dropout: 0.1, recurrentDropout: 0.1, dropoutMasks: .shared)) == [0, 4])
    }
}
