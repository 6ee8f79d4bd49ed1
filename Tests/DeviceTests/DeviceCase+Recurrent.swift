import Neural

extension DeviceCase {
    /// Step by step, decoders, and what stands between layers with products.
    static let recurrent = [
        DeviceCase(
            testDescription: "GRUs of both kinds, masks for each gate",
            layers: [
                .gru(
                    GRU(
                        units: 21, returnSequences: true, goBackwards: true, dropout: 0.2,
                        recurrentDropout: 0.3)),
                .gru(
                    GRU(
                        units: 9, recurrentActivation: .hardSigmoid, resetAfter: false, dropout: 0.2,
                        recurrentDropout: 0.2)),
                .dense(Dense(units: 3)),
            ], timeSteps: 5, features: 6, samples: [37, 5]),
        DeviceCase(
            testDescription: "GRUs without biases, shared masks, sequences",
            layers: [
                .dense(Dense(units: 4)),
                .gru(GRU(units: 5, useBias: false, returnSequences: true, dropout: 0.4)),
                .gru(
                    GRU(
                        units: 70, activation: .relu, useBias: false, resetAfter: false,
                        returnSequences: true, recurrentDropout: 0.4, dropoutMasks: .shared)),
            ], timeSteps: 3, features: 2, samples: [8, 1]),
        DeviceCase(
            testDescription: "more terms than a run in a GRU",
            layers: [
                .gru(GRU(units: 390, recurrentDropout: 0.4)), .dense(Dense(units: 2)),
            ], timeSteps: 2, features: 5, samples: [3]),
        DeviceCase(
            testDescription: "simple recurrent layers, one of which drops everything",
            layers: [
                .simpleRNN(SimpleRNN(units: 12, returnSequences: true, goBackwards: true, dropout: 0.3)),
                .simpleRNN(SimpleRNN(units: 33, activation: .sigmoid, useBias: false, recurrentDropout: 1)),
                .dense(Dense(units: 2)),
            ], timeSteps: 4, features: 3, samples: [6, 2]),
        DeviceCase(
            testDescription: "normalised rows, flattened and repeated",
            layers: [
                .layerNormalization(LayerNormalization()), .dense(Dense(units: 37)),
                .layerNormalization(LayerNormalization(epsilon: 0.1, center: false, scale: false)),
                .lstm(LSTM(units: 10)), .repeatVector(RepeatVector(n: 3)),
                .layerNormalization(LayerNormalization(scale: false)), .flatten(Flatten()),
                .dense(Dense(units: 4)),
            ], timeSteps: 4, features: 3, samples: [7, 2]),
        decoder("a GRU", .gru(GRU(units: 20, dropout: 0.2, recurrentDropout: 0.2)), features: 5),
        decoder(
            "a GRU that resets before", .gru(GRU(units: 20, resetAfter: false, recurrentDropout: 0.2)),
            features: 5),
        decoder("a GRU that is told of the future", .gru(GRU(units: 6)), features: 5, known: 8),
        DeviceCase(
            testDescription: "a dense layer that is told of the future",
            layers: [.lstm(LSTM(units: 10)), .dropout(Dropout(rate: 0.2)), .dense(Dense(units: 4))],
            timeSteps: 4, features: 3, samples: [7, 2], known: 5),
        decoder("few units of an LSTM", .lstm(LSTM(units: 10, recurrentDropout: 0.2)), features: 3),
        decoder("many units of an LSTM", .lstm(LSTM(units: 44, dropout: 0.3)), features: 4),
        decoder("a simple recurrent layer", .simpleRNN(SimpleRNN(units: 7, dropout: 0.3)), features: 1),
    ]

    private static func decoder(
        _ name: String, _ layer: Layer, features: Int, known: Int = 0
    ) -> DeviceCase {
        DeviceCase(
            testDescription: "\(name) with a decoder",
            layers: [
                layer, .parallelDecoder(ParallelDecoder(segments: 4)), .dropout(Dropout(rate: 0.2)),
                .dense(Dense(units: 3)), .flatten(Flatten()),
            ], timeSteps: 4, features: features, samples: [12, 3], channels: 3,
            known: known)
    }
}
