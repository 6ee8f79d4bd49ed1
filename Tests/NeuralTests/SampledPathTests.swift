import Neural
import Testing

/// Monte-Carlo dropout: a path for each sample of a pass.
struct SampledPathTests {
    private static func model() throws -> Model {
        try Model(
            layers: [
                .gaussianNoise(GaussianNoise(stddev: 0.3)),
                .dropout(Dropout(rate: 0.3, noiseShape: [1, nil, 1])),
                .lstm(LSTM(units: 40, dropout: 0.2, recurrentDropout: 0.2)), .dense(Dense(units: 6)),
            ], timeSteps: 7, features: 5)
    }

    private static let stream = RandomStream(seed: 2)

    /// The outputs of paths of one window, computed so many at a time.
    private static func outputs(_ paths: [PathCounter], together: Int) throws -> [[Float]] {
        let model = try model()
        let runner = ModelRunner(model: model, capacity: together)
        let window = stream.normal(count: 35, domain: StreamDomain(.demo))
        let weights = model.initialWeights(seed: 1)
        return stride(from: 0, to: paths.count, by: together).flatMap { first in
            let group = Array(paths[first..<min(paths.count, first + together)])
            for step in 0..<7 {
                for sample in group.indices {
                    for feature in 0..<5 {
                        runner.input.start[(step * group.count + sample) * 5 + feature] =
                            window[step * 5 + feature]
                    }
                }
            }
            runner.forward(weights: weights, samples: group.count, masks: .paths(seed: 5, group))
            return group.indices.map { sample in
                (0..<6).map { runner.output.start[sample * 6 + $0] }
            }
        }
    }

    @Test func twoHundredPathsOfAWindow_areTheSameByOnesSevensAndTogether() throws {
        let paths = (0..<200).map { PathCounter(slot: 70_000, step: $0) }
        let together = try Self.outputs(paths, together: 200)
        #expect(Set(together).count == 200)
        #expect(try Self.outputs(paths, together: 1) == together)
        #expect(try Self.outputs(paths, together: 7) == together)
        #expect(try Self.outputs(paths.reversed(), together: 64) == together.reversed())
        #expect(try Self.outputs(Array(paths[..<20]), together: 20) == Array(together[..<20]))
    }

    @Test func windowsOfOtherSlots_haveOtherPaths() throws {
        let paths = (0..<6).map { PathCounter(slot: $0 / 2, step: $0 % 2) }
        let outputs = try Self.outputs(paths, together: 6)
        #expect(Set(outputs).count == 6)
        #expect(try Self.outputs([paths[4], paths[1]], together: 2) == [outputs[4], outputs[1]])
    }

    /// Samples whose products would go to OpenBLAS together are no more than that.
    @Test func samplesOfOwnProducts_countTheLargestProduct() throws {
        func samples(_ layers: [Layer], timeSteps: Int = 4) throws -> Int {
            try Model(layers: layers, timeSteps: timeSteps, features: 8).samplesOfOwnProducts
        }
        #expect(try samples([.lstm(LSTM(units: 32))]) == (1 << 26) / (41 * 32))
        #expect(try samples([.dense(Dense(units: 1024))]) == (1 << 26) / (4 * 8 * 1024))
        let gru = Layer.gru(GRU(units: 32))
        #expect(try samples([.bidirectional(Bidirectional(gru))]) == (1 << 26) / (42 * 32))
        #expect(try samples([.residual(Residual([gru]))]) == (1 << 26) / (42 * 32))
        #expect(try samples([.dropout(Dropout(rate: 0.5))]) == 1 << 26)
        #expect(try samples([.dense(Dense(units: 8192))], timeSteps: 8192) == 1)
    }
}
