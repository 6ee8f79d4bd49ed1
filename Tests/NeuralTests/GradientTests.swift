import Neural
import Testing

/// A model and the shape of its input.
struct GradientCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let layers: [Layer]
    let timeSteps: Int
    let features: Int
    let known: Int
    let channels: Int
    /// Sample b is of series b modulo this.
    let series: Int
    let samples: Int

    init(
        _ name: String, _ layers: [Layer], timeSteps: Int, features: Int, known: Int = 0, channels: Int = 1,
        series: Int = 1, samples: Int
    ) {
        testDescription = name
        self.layers = layers
        self.timeSteps = timeSteps
        self.features = features
        self.known = known
        self.channels = channels
        self.series = series
        self.samples = samples
    }

    static let all = [
        GradientCase("one of everything", [.lstm(LSTM(units: 1))], timeSteps: 1, features: 1, samples: 1),
        GradientCase(
            "one time step",
            [.lstm(LSTM(units: 5, dropout: 0.4, recurrentDropout: 0.3)), .dense(Dense(units: 2))],
            timeSteps: 1, features: 3, samples: 4),
        GradientCase(
            "one sample",
            [.lstm(LSTM(units: 17, dropout: 0.25, recurrentDropout: 0.25)), .dense(Dense(units: 3))],
            timeSteps: 5, features: 2, samples: 1),
        GradientCase(
            "one unit", [.lstm(LSTM(units: 1, dropout: 0.2, recurrentDropout: 0.2))], timeSteps: 7,
            features: 4,
            samples: 3),
        GradientCase(
            "three LSTM layers",
            [
                .spatialDropout1D(SpatialDropout1D(rate: 0.3)),
                .lstm(LSTM(units: 6, returnSequences: true, dropout: 0.2, recurrentDropout: 0.3)),
                .dropout(Dropout(rate: 0.2)),
                .lstm(LSTM(units: 5, returnSequences: true, goBackwards: true, dropout: 0.3)),
                .dropout(Dropout(rate: 0.4, noiseShape: [1, nil, 1])),
                .lstm(LSTM(units: 4, recurrentDropout: 0.2)),
                .dropout(Dropout(rate: 0.1)), .dense(Dense(units: 3, activation: .tanh)),
            ], timeSteps: 6, features: 3, samples: 5),
        GradientCase(
            "shared masks on inputs and state",
            [
                .lstm(
                    LSTM(
                        units: 7, returnSequences: true, dropout: 0.3, recurrentDropout: 0.4,
                        dropoutMasks: .shared)),
                .lstm(LSTM(units: 3, dropout: 0.3, dropoutMasks: .perGate)), .dense(Dense(units: 2)),
            ], timeSteps: 4, features: 5, samples: 3),
        GradientCase(
            "sequences out through a dense layer",
            [
                .lstm(LSTM(units: 6, useBias: false, returnSequences: true, recurrentDropout: 0.5)),
                .dense(Dense(units: 4, activation: .sigmoid)), .dense(Dense(units: 2, useBias: false)),
            ], timeSteps: 5, features: 3, samples: 2),
        GradientCase(
            "a known future",
            [
                .lstm(LSTM(units: 5, dropout: 0.2)), .dense(Dense(units: 4, activation: .tanh)),
                .dropout(Dropout(rate: 0.3)), .dense(Dense(units: 3)), .dropout(Dropout(rate: 0.2)),
            ], timeSteps: 4, features: 2, known: 6, samples: 3),
        GradientCase(
            "GRU layers",
            [
                .gru(GRU(units: 6, returnSequences: true, dropout: 0.2, recurrentDropout: 0.3)),
                .gru(
                    GRU(
                        units: 5, resetAfter: false, returnSequences: true, goBackwards: true, dropout: 0.3,
                        recurrentDropout: 0.2)),
                .gru(GRU(units: 4, useBias: false, dropout: 0.3)), .dense(Dense(units: 3)),
            ], timeSteps: 5, features: 3, samples: 4),
        GradientCase(
            "GRU layers with shared masks",
            [
                .gru(
                    GRU(
                        units: 17, activation: .relu, recurrentActivation: .hardSigmoid, resetAfter: false,
                        returnSequences: true, recurrentDropout: 0.3, dropoutMasks: .shared)),
                .gru(
                    GRU(
                        units: 3, useBias: false, resetAfter: false, returnSequences: true, dropout: 0.4,
                        dropoutMasks: .perGate)),
                .gru(
                    GRU(units: 4, returnSequences: true, recurrentDropout: 0.4, dropoutMasks: .shared)),
                .gru(GRU(units: 1, dropout: 1, recurrentDropout: 1)),
            ], timeSteps: 6, features: 2, samples: 3),
        GradientCase(
            "simple recurrent layers",
            [
                .simpleRNN(
                    SimpleRNN(units: 7, returnSequences: true, dropout: 0.2, recurrentDropout: 0.3)),
                .simpleRNN(
                    SimpleRNN(
                        units: 5, activation: .sigmoid, useBias: false, returnSequences: true,
                        goBackwards: true, recurrentDropout: 0.4)),
                .simpleRNN(SimpleRNN(units: 4, dropout: 0.5)), .dense(Dense(units: 2)),
            ], timeSteps: 6, features: 3, samples: 4),
        GradientCase(
            "a simple recurrent layer without its state",
            [.simpleRNN(SimpleRNN(units: 3, activation: .linear, recurrentDropout: 1))], timeSteps: 3,
            features: 2, samples: 2),
        GradientCase(
            "one GRU of everything", [.gru(GRU(units: 1))], timeSteps: 1, features: 1, samples: 1),
        GradientCase(
            "a decoder behind a GRU",
            [
                .dense(Dense(units: 5, activation: .tanh)),
                .gru(GRU(units: 4, dropout: 0.3, recurrentDropout: 0.3)),
                .parallelDecoder(ParallelDecoder(segments: 3)), .dropout(Dropout(rate: 0.2)),
                .dense(Dense(units: 2)), .flatten(Flatten()),
            ], timeSteps: 4, features: 3, channels: 2, samples: 4),
        GradientCase(
            "a decoder behind an LSTM, with a known future",
            [
                .lstm(LSTM(units: 4, goBackwards: true, dropout: 0.2, recurrentDropout: 0.3)),
                .parallelDecoder(ParallelDecoder(segments: 2)), .dense(Dense(units: 3)),
            ], timeSteps: 4, features: 3, known: 6, channels: 3, samples: 6),
        GradientCase(
            "decoders behind others",
            [
                .gru(GRU(units: 3, resetAfter: false, recurrentDropout: 0.3, dropoutMasks: .shared)),
                .parallelDecoder(ParallelDecoder(segments: 4, channelEmbedding: false)),
                .simpleRNN(SimpleRNN(units: 5, dropout: 0.2, recurrentDropout: 0.2)),
                .parallelDecoder(ParallelDecoder(segments: 1)), .flatten(Flatten()),
                .repeatVector(RepeatVector(n: 3)), .gru(GRU(units: 2)), .dense(Dense(units: 2)),
            ], timeSteps: 3, features: 2, known: 4, channels: 2, samples: 2),
        GradientCase(
            "series told apart",
            [
                .embedding(Embedding(outputDim: 2)), .gru(GRU(units: 4, dropout: 0.2)),
                .embedding(Embedding(outputDim: 3)), .dense(Dense(units: 2)),
            ], timeSteps: 4, features: 3, series: 3, samples: 5),
        GradientCase(
            "normalised layers",
            [
                .layerNormalization(LayerNormalization()),
                .lstm(LSTM(units: 17, returnSequences: true, recurrentDropout: 0.2)),
                .layerNormalization(LayerNormalization(epsilon: 0.1, center: false)),
                .gru(GRU(units: 5)), .layerNormalization(LayerNormalization(scale: false)),
                .dense(Dense(units: 3)),
                .layerNormalization(LayerNormalization(center: false, scale: false)),
            ], timeSteps: 4, features: 3, samples: 3),
        GradientCase(
            "one of everything, decoded",
            [.lstm(LSTM(units: 1)), .parallelDecoder(ParallelDecoder(segments: 1))], timeSteps: 1,
            features: 1, channels: 2, samples: 2),
        GradientCase(
            "other activations",
            [
                .lstm(
                    LSTM(
                        units: 5, activation: .relu, recurrentActivation: .hardSigmoid, returnSequences: true,
                        goBackwards: true, dropout: 0.2)),
                .lstm(LSTM(units: 4, activation: .sigmoid, recurrentActivation: .tanh)),
                .dense(Dense(units: 3, activation: .hardSigmoid)),
            ], timeSteps: 4, features: 3, samples: 3),
        GradientCase(
            "activations that keep their input",
            [
                .dense(Dense(units: 3, activation: .gelu)),
                .lstm(
                    LSTM(
                        units: 5, activation: .gelu, recurrentActivation: .silu, returnSequences: true,
                        recurrentDropout: 0.2)),
                .gru(
                    GRU(units: 17, activation: .silu, recurrentActivation: .gelu, returnSequences: true)),
                .gru(
                    GRU(
                        units: 3, activation: .gelu, recurrentActivation: .silu, resetAfter: false,
                        returnSequences: true, goBackwards: true)),
                .indRNN(IndRNN(units: 5, activation: .gelu, returnSequences: true, recurrentDropout: 0.3)),
                .simpleRNN(SimpleRNN(units: 4, activation: .swish)),
                .parallelDecoder(ParallelDecoder(segments: 2)), .dense(Dense(units: 2, activation: .silu)),
            ], timeSteps: 4, features: 3, samples: 3),
        GradientCase(
            "further activations",
            [
                .lstm(
                    LSTM(units: 5, activation: .softplus, recurrentActivation: .elu, returnSequences: true)),
                .gru(
                    GRU(
                        units: 4, activation: .selu, recurrentActivation: .softplus, returnSequences: true,
                        recurrentDropout: 0.2)),
                .simpleRNN(SimpleRNN(units: 5, activation: .leakyReLU, returnSequences: true)),
                .bidirectional(
                    Bidirectional(
                        .indRNN(IndRNN(units: 3, activation: .softplus, returnSequences: true)))),
                .gru(GRU(units: 3, activation: .elu, recurrentActivation: .leakyReLU, resetAfter: false)),
                .dense(Dense(units: 17, activation: .selu)), .dense(Dense(units: 2, activation: .softplus)),
            ], timeSteps: 3, features: 2, samples: 3),
        GradientCase(
            "samples of three and four axes",
            [
                .reshape(Reshape(targetShape: [2, 2, 3])), .spatialDropout2D(SpatialDropout2D(rate: 0.4)),
                .dense(Dense(units: 4, activation: .tanh)),
                .dropout(Dropout(rate: 0.3, noiseShape: [nil, 2, 1, 4])), .dropout(Dropout(rate: 0.2)),
                .layerNormalization(LayerNormalization()), .reshape(Reshape(targetShape: [2, -1, 2, 1])),
                .spatialDropout3D(SpatialDropout3D(rate: 0.3)), .dense(Dense(units: 3)),
                .dropout(Dropout(rate: 0.4, noiseShape: [1, 1, 4, 1, nil])),
                .reshape(Reshape(targetShape: [-1, 6])), .lstm(LSTM(units: 4)),
                .reshape(Reshape(targetShape: [2, 1, 2])),
            ], timeSteps: 4, features: 3, samples: 3),
        GradientCase(
            "one number of many axes",
            [
                .reshape(Reshape(targetShape: [1, 1, 1, 1])), .spatialDropout3D(SpatialDropout3D(rate: 0.2)),
                .dense(Dense(units: 1)), .reshape(Reshape(targetShape: [-1])),
            ], timeSteps: 1, features: 1, samples: 1),
        GradientCase(
            "noise",
            [
                .gaussianNoise(GaussianNoise(stddev: 0.7)), .gru(GRU(units: 5, returnSequences: true)),
                .gaussianNoise(GaussianNoise(stddev: 0.3)), .lstm(LSTM(units: 17, dropout: 0.2)),
                .gaussianNoise(GaussianNoise(stddev: 1)), .dense(Dense(units: 2)),
                .gaussianNoise(GaussianNoise(stddev: 0)),
            ], timeSteps: 5, features: 3, samples: 4),
        GradientCase(
            "dropout first and last, rates 0 and 1",
            [
                .dropout(Dropout(rate: 0.3, noiseShape: [nil, nil, 1])),
                .lstm(LSTM(units: 4, dropout: 1, recurrentDropout: 1)), .dropout(Dropout(rate: 0)),
                .dense(Dense(units: 6)), .dropout(Dropout(rate: 0.5, noiseShape: [1, nil])),
            ], timeSteps: 3, features: 4, samples: 3),
    ]
}

/// Gradients against a plain twin in Float64.
struct GradientTests {
    @Test(arguments: GradientCase.all + GradientCase.independent + GradientCase.nested, [true, false])
    func outputAndGradients_agreeWithATwinAndCentralDifferences(test: GradientCase, isDropping: Bool) throws {
        let check = try TwinCheck(test, isDropping: isDropping)
        #expect(relativeDifference(check.output, check.twinOutput) < 2e-6)
        let weights = check.centralDifferences(of: check.weights) {
            check.objective(weights: $0, input: check.input)
        }
        #expect(relativeDifference(check.gradient, weights) < 5e-6)
        let inputs = check.centralDifferences(of: check.input) {
            check.objective(weights: check.weights, input: $0)
        }
        #expect(relativeDifference(check.inputGradient, inputs) < 5e-6)
    }

    private static let large: [[Layer]] = [
        [
            .lstm(LSTM(units: 130, returnSequences: true, dropout: 0.2, recurrentDropout: 0.2)),
            .lstm(LSTM(units: 67, dropout: 0.2, recurrentDropout: 0.2, dropoutMasks: .shared)),
        ],
        [
            .gru(GRU(units: 67, resetAfter: false, returnSequences: true, recurrentDropout: 0.2)),
            .gru(GRU(units: 65, dropout: 0.2, recurrentDropout: 0.2)),
        ],
        [.simpleRNN(SimpleRNN(units: 66, recurrentDropout: 0.2))],
        [
            .indRNN(IndRNN(units: 67, activation: .tanh, returnSequences: true, dropout: 0.2)),
            .indRNN(IndRNN(units: 65, activation: .tanh, recurrentDropout: 0.2)),
        ],
    ]

    /// Products beyond the size that is multiplied in one piece, and rows that are filled anew.
    @Test(arguments: large) func largeLayers_agreeAlongRandomDirections(layers: [Layer]) throws {
        let test = GradientCase(
            "large", layers + [.dense(Dense(units: 5))], timeSteps: 4, features: 9, samples: 66)
        let check = try TwinCheck(test, isDropping: true)
        #expect(relativeDifference(check.output, check.twinOutput) < 2e-6)
        let stream = RandomStream(seed: 5)
        for direction in 0..<4 {
            let along = stream.normal(
                count: check.weights.count, domain: StreamDomain(.demo), step: UInt32(direction)
            ).map { Double($0) }
            let slope = check.centralDifferences(of: [0]) { distance in
                check.objective(
                    weights: zip(check.weights, along).map { $0 + distance[0] * $1 }, input: check.input)
            }[0]
            let expected = zip(check.gradient, along).reduce(0) { $0 + Double($1.0) * $1.1 }
            let scale = check.gradient.reduce(0) { $0 + Double($1 * $1) }.squareRoot()
            #expect((slope - expected).magnitude < 1e-5 * scale)
        }
    }
}

/// The library's result and the twin's for one model, with the objective sum(output x a fixed vector).
private struct TwinCheck {
    let test: GradientCase
    let draw: DropoutDraw?
    let weights: [Double]
    /// (B, T, F).
    let input: [Double]
    /// (B, known).
    let known: [Double]
    let above: [Double]
    let output: [Float]
    let gradient: [Float]
    let inputGradient: [Float]

    init(_ test: GradientCase, isDropping: Bool) throws {
        self.test = test
        let model = try Model(
            layers: test.layers, timeSteps: test.timeSteps, features: test.features, known: test.known,
            channels: test.channels, series: test.series)
        let stream = RandomStream(seed: 11)
        let normal = stream.normal(count: model.parameters.count, domain: StreamDomain(.initialWeights))
        let weights = Vector(normal.map { $0 * 0.4 })
        let runner = ModelRunner(model: model, capacity: test.samples + 2, backward: .input)
        let inputs = stream.normal(
            count: test.samples * test.timeSteps * test.features, domain: StreamDomain(.demo))
        let outputs = model.outputShape.reduce(test.samples, *)
        let above = stream.normal(count: outputs, domain: StreamDomain(.demo, layer: 1))
        draw = isDropping ? DropoutDraw(seed: 99, step: 3, firstSlot: 40) : nil
        let rows = model.outputShape.dropLast().reduce(1, *)
        runner.input.set(swappingFirstAxes(inputs, test.samples, test.timeSteps))
        let known = stream.normal(
            count: test.samples * test.known, domain: StreamDomain(.demo, layer: 2))
        runner.known.set(known)
        for sample in 0..<test.samples { runner.series.numbers[sample] = UInt32(sample % test.series) }
        self.known = known.map { Double($0) }
        runner.forward(weights: weights, samples: test.samples, dropout: draw)
        runner.outputGradient.set(swappingFirstAxes(above, test.samples, rows))
        var gradient = Vector(repeatElement(.nan, count: weights.count))
        runner.backward(weights: weights, samples: test.samples, gradient: &gradient)
        output = swappingFirstAxes(Array(runner.output.values.prefix(outputs)), rows, test.samples)
        let below = try #require(runner.inputGradient).values.prefix(inputs.count)
        inputGradient = swappingFirstAxes(Array(below), test.timeSteps, test.samples)
        self.gradient = Array(gradient)
        self.weights = weights.map { Double($0) }
        self.above = above.map { Double($0) }
        input = inputs.map { Double($0) }
    }

    var twinOutput: [Double] { outputs(weights: weights, input: input) }

    func objective(weights: [Double], input: [Double]) -> Double {
        zip(outputs(weights: weights, input: input), above).reduce(0) { $0 + $1.0 * $1.1 }
    }

    private func outputs(weights: [Double], input: [Double]) -> [Double] {
        let twin = PlainTwin(layers: test.layers, draw: draw, channels: test.channels, series: test.series)
        let size = test.timeSteps * test.features
        return (0..<test.samples).flatMap { sample in
            let rows = (0..<test.timeSteps).map { time in
                Array(
                    input[
                        (sample * size + time * test.features)..<(sample * size + (time + 1) * test.features)]
                )
            }
            let known = Array(known[sample * test.known..<(sample + 1) * test.known])
            return twin.output(weights, rows, known: known, sample: sample).flatMap { $0 }
        }
    }

    func centralDifferences(of point: [Double], _ function: ([Double]) -> Double) -> [Double] {
        let distance = 1e-5
        var point = point
        return point.indices.map { index in
            let value = point[index]
            point[index] = value + distance
            let above = function(point)
            point[index] = value - distance
            let below = function(point)
            point[index] = value
            return (above - below) / (2 * distance)
        }
    }
}
