import Neural
import Testing

struct ModelTests {
    private struct Refusal: Sendable, CustomTestStringConvertible {
        let code: NeuralError.Code
        let layers: [Layer]
        var layer: Int? = 0
        var option: String?
        var timeSteps = 4
        var features = 3

        var testDescription: String {
            let kinds = layers.map { Mirror(reflecting: $0).children.first?.label ?? "\($0)" }
            return "\(code) \(option ?? "") in \(kinds.prefix(3)) on (\(timeSteps), \(features))"
        }
    }

    private static let refusals = [
        Refusal(code: .badLayerCount, layers: [], layer: nil),
        Refusal(code: .badSize, layers: [.dense(Dense(units: 1))], layer: nil, timeSteps: 0),
        Refusal(code: .badSize, layers: [.dense(Dense(units: 1))], layer: nil, features: -1),
        Refusal(
            code: .tooLarge, layers: [.dense(Dense(units: 1))], layer: nil, timeSteps: .max, features: .max),
        Refusal(
            code: .tooLarge, layers: [.dense(Dense(units: 1))], layer: nil, timeSteps: 1 << 20,
            features: 1 << 20),
        Refusal(code: .badSize, layers: [.lstm(LSTM(units: 0))], option: "units"),
        Refusal(code: .badSize, layers: [.dense(Dense(units: -5))], option: "units"),
        Refusal(code: .tooLarge, layers: [.lstm(LSTM(units: .max))], option: "units"),
        Refusal(code: .tooLarge, layers: [.lstm(LSTM(units: 1 << 18))], layer: nil),
        Refusal(code: .badRate, layers: [.dropout(Dropout(rate: 1.01))], option: "rate"),
        Refusal(code: .badRate, layers: [.dropout(Dropout(rate: .nan))], option: "rate"),
        Refusal(code: .badRate, layers: [.spatialDropout1D(SpatialDropout1D(rate: -0.1))], option: "rate"),
        Refusal(code: .badRate, layers: [.lstm(LSTM(units: 1, dropout: .infinity))], option: "dropout"),
        Refusal(
            code: .badRate, layers: [.lstm(LSTM(units: 1, recurrentDropout: -1))], option: "recurrent_dropout"
        ),
        Refusal(
            code: .badNoiseShape, layers: [.dropout(Dropout(rate: 0.1, noiseShape: [nil, 1]))],
            option: "noise_shape"),
        Refusal(
            code: .badNoiseShape, layers: [.dropout(Dropout(rate: 0.1, noiseShape: [2, 1, 1]))],
            option: "noise_shape"),
        Refusal(
            code: .badNoiseShape, layers: [.dropout(Dropout(rate: 0.1, noiseShape: [1, 5, 1]))],
            option: "noise_shape"),
        Refusal(
            code: .badNoiseShape, layers: [.dropout(Dropout(rate: 0.1, noiseShape: [1, 1, 0]))],
            option: "noise_shape"),
        Refusal(code: .badInputShape, layers: [.lstm(LSTM(units: 2)), .lstm(LSTM(units: 2))], layer: 1),
        Refusal(
            code: .badInputShape,
            layers: [.lstm(LSTM(units: 2)), .spatialDropout1D(SpatialDropout1D(rate: 0.1))],
            layer: 1),
        Refusal(code: .badSize, layers: [.reshape(Reshape(targetShape: []))], option: "target_shape"),
        Refusal(code: .badSize, layers: [.reshape(Reshape(targetShape: [5, 2]))], option: "target_shape"),
        Refusal(code: .badSize, layers: [.reshape(Reshape(targetShape: [-1, 5]))], option: "target_shape"),
        Refusal(code: .badSize, layers: [.reshape(Reshape(targetShape: [-1, -1]))], option: "target_shape"),
        Refusal(code: .badSize, layers: [.reshape(Reshape(targetShape: [0, -1]))], option: "target_shape"),
        Refusal(code: .badSize, layers: [.reshape(Reshape(targetShape: [-12, -1]))], option: "target_shape"),
        Refusal(
            code: .badSize, layers: [.reshape(Reshape(targetShape: [.max, .max]))], option: "target_shape"),
        Refusal(
            code: .badSize, layers: [.reshape(Reshape(targetShape: [1, 1, 1, 1, -1]))],
            option: "target_shape"),
        Refusal(code: .badInputShape, layers: [.spatialDropout2D(SpatialDropout2D(rate: 0.1))]),
        Refusal(
            code: .badInputShape,
            layers: [
                .reshape(Reshape(targetShape: [2, 2, 3])), .spatialDropout3D(SpatialDropout3D(rate: 0.1)),
            ], layer: 1),
        Refusal(
            code: .badInputShape,
            layers: [.reshape(Reshape(targetShape: [2, 2, 3])), .gru(GRU(units: 2))], layer: 1),
        Refusal(
            code: .badInputShape,
            layers: [.reshape(Reshape(targetShape: [2, 2, 3])), .repeatVector(RepeatVector(n: 2))], layer: 1),
        Refusal(
            code: .badNoiseShape,
            layers: [
                .reshape(Reshape(targetShape: [2, 2, 3])),
                .dropout(Dropout(rate: 0.1, noiseShape: [nil, 1, nil])),
            ], layer: 1, option: "noise_shape"),
        Refusal(code: .badRate, layers: [.gaussianNoise(GaussianNoise(stddev: 1.1))], option: "stddev"),
        Refusal(code: .badRate, layers: [.gaussianNoise(GaussianNoise(stddev: .nan))], option: "stddev"),
        Refusal(
            code: .badInputShape, layers: [.bidirectional(Bidirectional(.dense(Dense(units: 2))))],
            option: "layer"),
        Refusal(
            code: .badDirection,
            layers: [.bidirectional(Bidirectional(.gru(GRU(units: 2, goBackwards: true))))],
            option: "go_backwards"),
        Refusal(
            code: .badSize, layers: [.bidirectional(Bidirectional(.simpleRNN(SimpleRNN(units: 0))))],
            option: "units"),
        Refusal(
            code: .badInputShape,
            layers: [.lstm(LSTM(units: 2)), .bidirectional(Bidirectional(.lstm(LSTM(units: 2))))], layer: 1),
        Refusal(
            code: .badInputShape,
            layers: [
                .bidirectional(Bidirectional(.lstm(LSTM(units: 2)))),
                .parallelDecoder(ParallelDecoder(segments: 2)),
            ], layer: 1),
        Refusal(code: .badLayerCount, layers: [.residual(Residual([]))], option: "layers"),
        Refusal(
            code: .badLayerCount,
            layers: [.residual(Residual(Array(repeating: .dropout(Dropout(rate: 0.1)), count: 16)))],
            option: "layers"),
        Refusal(
            code: .badLayerCount,
            layers: [
                .dense(Dense(units: 2)),
                .residual(Residual([.flatten(Flatten()), .residual(Residual([.dense(Dense(units: 2))]))])),
            ], layer: 1, option: "layers[1]"),
        Refusal(
            code: .badRate,
            layers: [.residual(Residual([.dense(Dense(units: 1)), .dropout(Dropout(rate: 2))]))],
            option: "layers[1].rate"),
        Refusal(
            code: .badInputShape,
            layers: [
                .lstm(LSTM(units: 2)), .residual(Residual([.parallelDecoder(ParallelDecoder(segments: 1))])),
            ], layer: 1, option: "layers[0]"),
        Refusal(
            code: .badInitializer, layers: [.dense(Dense(units: 2, biasInitializer: .orthogonal))],
            option: "bias_initializer"),
    ]

    @Test(arguments: refusals)
    private func impossibleModel_isRefusedWithLayerAndOption(refusal: Refusal) throws {
        let error = try #require(throws: NeuralError.self) {
            try Model(layers: refusal.layers, timeSteps: refusal.timeSteps, features: refusal.features)
        }
        #expect(error.code == refusal.code)
        #expect(error.layer == refusal.layer)
        #expect(error.option == refusal.option)
        #expect(!error.message.isEmpty && error.description.contains(error.message))
    }

    @Test(arguments: [
        (Layer.lstm(LSTM(units: 2)), "put a reshape of two sizes"),
        (.repeatVector(RepeatVector(n: 2)), "put a flatten before it"),
        (.spatialDropout1D(SpatialDropout1D(rate: 0.1)), "a reshape in the layer before"),
    ])
    func layerBehindAReshape_isNotAdvisedToAskARecurrentLayer(layer: Layer, advice: String) throws {
        let reshape = Layer.reshape(Reshape(targetShape: [2, 2, 3]))
        let error = try #require(throws: NeuralError.self) {
            try Model(layers: [reshape, layer], timeSteps: 4, features: 3)
        }
        #expect(error.message.contains(advice) && !error.message.contains("return_sequences"))
    }

    @Test func layout_namesEveryTensorInOrder() throws {
        let model = try Model(
            layers: [
                .dropout(Dropout(rate: 0.1)), .lstm(LSTM(units: 3, returnSequences: true)),
                .lstm(LSTM(units: 2, useBias: false)), .dense(Dense(units: 5)),
            ], timeSteps: 7, features: 4)
        #expect(
            model.parameters.entries.map(\.name) == [
                "lstm_1/kernel", "lstm_1/recurrent_kernel", "lstm_1/bias", "lstm_2/kernel",
                "lstm_2/recurrent_kernel", "dense_3/kernel", "dense_3/bias",
            ])
        #expect(
            model.parameters.entries.map(\.shape) == [
                [4, 12], [3, 12], [12], [3, 8], [2, 8], [2, 5], [5],
            ])
        #expect(model.parameters.entries.map(\.offset) == [0, 48, 84, 96, 120, 136, 146])
        #expect(model.parameters.count == 151)
        #expect(model.parameters.entry(containing: 95)?.name == "lstm_1/bias")
        #expect(model.parameters.entry(containing: 96)?.name == "lstm_2/kernel")
        #expect(
            model.parameters.entry(containing: 151) == nil && model.parameters.entry(containing: -1) == nil)
        #expect(model.outputShape == [5])
    }

    @Test func copiesOfABidirectional_haveNamesAndMasksOfTheirOwn() throws {
        let gru = GRU(units: 2, dropout: 0.1, recurrentDropout: 0.1, dropoutMasks: .shared)
        let model = try Model(
            layers: [.bidirectional(Bidirectional(.gru(gru)))], timeSteps: 7, features: 4)
        let tensors = ["kernel", "recurrent_kernel", "bias"]
        #expect(
            model.parameters.entries.map(\.name)
                == ["forward_gru", "backward_gru"].flatMap { copy in
                    tensors.map { "bidirectional_0/\(copy)/\($0)" }
                })
        #expect(model.maskIndices(layer: 0) == [0, 4, 8, 12])
        let weights = model.initialWeights(seed: 3)
        let kernel = model.parameters.entries[0].count
        let behind = model.parameters.entries[3].offset
        #expect(Array(weights[..<kernel]) != Array(weights[behind..<behind + kernel]))
        // The forward copy begins as the layer by itself would.
        let single = try Model(layers: [.gru(gru)], timeSteps: 7, features: 4)
        #expect(Array(weights[..<behind]) == Array(single.initialWeights(seed: 3)))
    }

    @Test func layersInAResidual_haveNamesAndMasksOfTheirOwn() throws {
        let lstm = LSTM(units: 2, returnSequences: true, dropout: 0.1)
        let both = Bidirectional(.simpleRNN(SimpleRNN(units: 3, useBias: false, recurrentDropout: 0.2)))
        let model = try Model(
            layers: [
                .dropout(Dropout(rate: 0.1)),
                .residual(Residual([.lstm(lstm), .bidirectional(both), .dropout(Dropout(rate: 0.3))])),
            ], timeSteps: 5, features: 4)
        #expect(
            model.parameters.entries.map(\.name) == [
                "residual_1/kernel", "residual_1/bias", "residual_1/lstm_0/kernel",
                "residual_1/lstm_0/recurrent_kernel", "residual_1/lstm_0/bias",
                "residual_1/bidirectional_1/forward_simple_rnn/kernel",
                "residual_1/bidirectional_1/forward_simple_rnn/recurrent_kernel",
                "residual_1/bidirectional_1/backward_simple_rnn/kernel",
                "residual_1/bidirectional_1/backward_simple_rnn/recurrent_kernel",
            ])
        #expect(model.parameters.entries[0].shape == [20, 6])
        #expect(model.parameters.entries.map(\.layer) == Array(repeating: 1, count: 9))
        #expect(model.maskIndices(layer: 1) == [16, 36, 44, 48])
        #expect(model.outputShape == [6])
    }

    @Test func outputOfSequences_isASequence() throws {
        let model = try Model(
            layers: [.lstm(LSTM(units: 3, returnSequences: true)), .dense(Dense(units: 2))], timeSteps: 7,
            features: 4)
        #expect(model.outputShape == [7, 2])
    }

    @Test func unboundedActivationInAnLSTM_isWarnedAbout() throws {
        let layers: [Layer] = [
            .lstm(LSTM(units: 3, activation: .relu)), .dense(Dense(units: 2, activation: .relu)),
        ]
        #expect(try Model(layers: layers, timeSteps: 7, features: 4).warnings.count == 1)
        #expect(try Model(layers: [.lstm(LSTM(units: 3))], timeSteps: 7, features: 4).warnings.isEmpty)
    }
}
