import Neural

extension GradientCase {
    static let independent = [
        GradientCase(
            "independently recurrent layers",
            [
                .indRNN(
                    IndRNN(units: 7, returnSequences: true, dropout: 0.2, recurrentDropout: 0.3)),
                .indRNN(
                    IndRNN(
                        units: 17, activation: .tanh, useBias: false, returnSequences: true,
                        goBackwards: true,
                        recurrentDropout: 0.4)),
                .indRNN(IndRNN(units: 4, activation: .sigmoid, dropout: 0.5)), .dense(Dense(units: 2)),
            ], timeSteps: 6, features: 3, samples: 4),
        GradientCase(
            "an independently recurrent layer without its state",
            [.indRNN(IndRNN(units: 3, activation: .linear, recurrentDropout: 1))], timeSteps: 3,
            features: 2, samples: 2),
        GradientCase(
            "a decoder behind an independently recurrent layer",
            [
                .dense(Dense(units: 3)),
                .indRNN(IndRNN(units: 5, activation: .tanh, dropout: 0.2, recurrentDropout: 0.3)),
                .parallelDecoder(ParallelDecoder(segments: 3)), .dense(Dense(units: 2)),
            ], timeSteps: 4, features: 3, known: 6, channels: 2, samples: 4),
        GradientCase(
            "an independently recurrent layer of everything, in both directions",
            [.bidirectional(Bidirectional(.indRNN(IndRNN(units: 1))))], timeSteps: 1, features: 1,
            samples: 1),
    ]

    /// Layers that hold others.
    static let nested = [
        GradientCase(
            "both directions, side by side",
            [
                .bidirectional(
                    Bidirectional(
                        .lstm(LSTM(units: 5, returnSequences: true, dropout: 0.2, recurrentDropout: 0.3)))),
                .bidirectional(Bidirectional(.gru(GRU(units: 17, recurrentDropout: 0.3)))),
                .dense(Dense(units: 3)),
            ], timeSteps: 5, features: 3, samples: 4),
        GradientCase(
            "both directions, as one",
            [
                .dense(Dense(units: 4, activation: .tanh)),
                .bidirectional(
                    Bidirectional(
                        .gru(GRU(units: 3, returnSequences: true, recurrentDropout: 0.3)), mergeMode: .mul)),
                .bidirectional(
                    Bidirectional(
                        .simpleRNN(SimpleRNN(units: 4, returnSequences: true, dropout: 0.2)),
                        mergeMode: .ave)),
                .bidirectional(
                    Bidirectional(
                        .lstm(
                            LSTM(
                                units: 6, returnSequences: true, dropout: 0.3, recurrentDropout: 0.2,
                                dropoutMasks: .shared)), mergeMode: .sum)),
                .bidirectional(
                    Bidirectional(
                        .indRNN(IndRNN(units: 5, returnSequences: true, recurrentDropout: 0.3)),
                        mergeMode: .sum)),
                .bidirectional(Bidirectional(.simpleRNN(SimpleRNN(units: 5)), mergeMode: .mul)),
            ], timeSteps: 4, features: 3, samples: 3),
        GradientCase(
            "one of everything in both directions",
            [.bidirectional(Bidirectional(.lstm(LSTM(units: 1))))], timeSteps: 1, features: 1, samples: 1),
        GradientCase(
            "a linear map beside others",
            [
                .residual(
                    Residual([
                        .spatialDropout1D(SpatialDropout1D(rate: 0.3)),
                        .lstm(LSTM(units: 5, dropout: 0.2, recurrentDropout: 0.3)),
                        .dropout(Dropout(rate: 0.2)), .dense(Dense(units: 4, activation: .tanh)),
                    ]))
            ], timeSteps: 5, features: 3, samples: 4),
        GradientCase(
            "linear maps to sequences, behind each other and from vectors",
            [
                .gru(GRU(units: 3, returnSequences: true, recurrentDropout: 0.2)),
                .residual(
                    Residual([
                        .bidirectional(
                            Bidirectional(
                                .lstm(
                                    LSTM(
                                        units: 2, returnSequences: true, dropout: 0.2, recurrentDropout: 0.3))
                            )
                        ), .dense(Dense(units: 3)),
                    ])),
                .residual(Residual([.dropout(Dropout(rate: 0.3)), .indRNN(IndRNN(units: 4))])),
                .residual(Residual([.dense(Dense(units: 5)), .dropout(Dropout(rate: 0.4))])),
                .residual(Residual([.repeatVector(RepeatVector(n: 2))])),
            ], timeSteps: 4, features: 2, samples: 3),
        GradientCase(
            "a linear map beside what nothing is learnt in",
            [
                .residual(Residual([.dropout(Dropout(rate: 0.3)), .flatten(Flatten())])),
                .dense(Dense(units: 2)),
            ], timeSteps: 3, features: 2, samples: 2),
        GradientCase(
            "a linear map beside a decoder that knows the future",
            [
                .dense(Dense(units: 4)),
                .residual(
                    Residual([
                        .lstm(LSTM(units: 3, dropout: 0.2, recurrentDropout: 0.3)),
                        .parallelDecoder(ParallelDecoder(segments: 3)), .dense(Dense(units: 2)),
                        .flatten(Flatten()),
                    ])), .dense(Dense(units: 2)),
            ], timeSteps: 4, features: 3, known: 6, channels: 2, samples: 4),
        GradientCase(
            "a linear map beside dense layers that know the future",
            [
                .residual(
                    Residual([
                        .gru(GRU(units: 4)), .dense(Dense(units: 3)), .dropout(Dropout(rate: 0.2)),
                        .dense(Dense(units: 2)),
                    ]))
            ], timeSteps: 3, features: 2, known: 5, samples: 3),
    ]
}
