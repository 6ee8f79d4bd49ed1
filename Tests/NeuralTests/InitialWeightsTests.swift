import Neural
import Testing

struct InitialWeightsTests {
    private static func tensors(_ layers: [Layer], features: Int, seed: UInt64 = 1) throws -> [String:
        [Float]]
    {
        let model = try Model(layers: layers, timeSteps: 3, features: features)
        let weights = model.initialWeights(seed: seed)
        #expect(weights.count == model.parameters.count)
        return Dictionary(
            uniqueKeysWithValues: model.parameters.entries.map {
                ($0.name, Array(weights[$0.offset..<$0.offset + $0.count]))
            })
    }

    @Test func glorotUniform_fillsItsInterval() throws {
        let kernel = try #require(
            try Self.tensors([.dense(Dense(units: 100))], features: 200)["dense_0/kernel"])
        let limit = Float((6.0 / 300).squareRoot())
        #expect(kernel.allSatisfy { $0.magnitude <= limit })
        #expect(kernel.map(\.magnitude).max() ?? 0 > 0.999 * limit)
        let count = Double(kernel.count)
        let mean = kernel.reduce(0) { $0 + Double($1) } / count
        let variance = kernel.reduce(0) { $0 + Double($1 * $1) } / count
        let expected = Double(limit * limit) / 3
        #expect(mean.magnitude < 5 * (expected / count).squareRoot())
        #expect((variance / expected - 1).magnitude < 5 * (0.8 / count).squareRoot())
    }

    @Test(arguments: [1, 2, 7, 33])
    func recurrentKernel_hasOrthonormalRows(units: Int) throws {
        let tensors = try Self.tensors([.lstm(LSTM(units: units))], features: 5)
        let kernel = try #require(tensors["lstm_0/recurrent_kernel"])
        let rows = (0..<units).map { Array(kernel[($0 * 4 * units)..<(($0 + 1) * 4 * units)]) }
        Self.expectOrthonormal(rows)
    }

    @Test func tallOrthogonalKernel_hasOrthonormalColumns() throws {
        let dense = Dense(units: 6, kernelInitializer: .orthogonal)
        let kernel = try #require(try Self.tensors([.dense(dense)], features: 20)["dense_0/kernel"])
        Self.expectOrthonormal((0..<6).map { column in (0..<20).map { kernel[$0 * 6 + column] } })
    }

    private static func expectOrthonormal(_ vectors: [[Float]]) {
        for (i, left) in vectors.enumerated() {
            for (j, right) in vectors.enumerated() {
                let product = zip(left, right).reduce(0) { $0 + Double($1.0) * Double($1.1) }
                #expect((product - (i == j ? 1 : 0)).magnitude < 1e-6)
            }
        }
    }

    @Test func biases_areAsKerasSetsThem() throws {
        let layers: [Layer] = [
            .lstm(LSTM(units: 2, returnSequences: true)),
            .lstm(LSTM(units: 2, unitForgetBias: false, returnSequences: true)),
            .lstm(LSTM(units: 2, biasInitializer: .glorotUniform)),
            .dense(Dense(units: 2, kernelInitializer: .zeros, biasInitializer: .ones)),
        ]
        let tensors = try Self.tensors(layers, features: 3)
        #expect(tensors["lstm_0/bias"] == [0, 0, 1, 1, 0, 0, 0, 0])
        #expect(tensors["lstm_1/bias"] == [Float](repeating: 0, count: 8))
        let random = try #require(tensors["lstm_2/bias"])
        #expect(random[2...3] == [1, 1])
        #expect(Set(random).count == 7)
        #expect(tensors["dense_3/bias"] == [1, 1])
        #expect(tensors["dense_3/kernel"] == [0, 0, 0, 0])
    }

    /// 2^(1/3) and its inverse are the limits over three time steps.
    @Test func factorsOfStates_keepLongestInTheLastRecurrentLayer() throws {
        let layers: [Layer] = [
            .indRNN(IndRNN(units: 300, returnSequences: true)),
            .bidirectional(Bidirectional(.indRNN(IndRNN(units: 300)))), .dense(Dense(units: 1)),
        ]
        let tensors = try Self.tensors(layers, features: 3)
        let first = try #require(tensors["indrnn_0/recurrent_kernel"])
        #expect(first.allSatisfy { (0...1.2599211).contains($0) })
        #expect(first.min() ?? 1 < 0.05 && first.max() ?? 0 > 1.22)
        for copy in ["forward", "backward"] {
            let last = try #require(tensors["bidirectional_1/\(copy)_indrnn/recurrent_kernel"])
            #expect(last.allSatisfy { (0.7937005...1.2599211).contains($0) })
            #expect(last.min() ?? 1 < 0.81 && last.max() ?? 0 > 1.24)
        }
    }

    @Test func factorsOfStates_areBroughtBackWithinTheirLimit() throws {
        let inner = Bidirectional(.indRNN(IndRNN(units: 3)))
        let model = try Model(
            layers: [.indRNN(IndRNN(units: 4, returnSequences: true)), .bidirectional(inner)], timeSteps: 3,
            features: 2)
        var weights = Vector(
            model.parameters.entries.flatMap { entry in
                (0..<entry.count).map { $0 % 2 == 0 ? Float(5) : -5 }
            })
        model.parameters.constrain(&weights)
        for entry in model.parameters.entries {
            let limit: Float = entry.name.hasSuffix("/recurrent_kernel") ? 1.2599211 : 5
            #expect(weights[entry.offset] == limit && weights[entry.offset + 1] == -limit, "\(entry.name)")
        }
    }

    @Test func tensorsLayersAndSeeds_differ() throws {
        let layers: [Layer] = [.dense(Dense(units: 4)), .dense(Dense(units: 4))]
        let first = try Self.tensors(layers, features: 4)
        #expect(first["dense_0/kernel"] != first["dense_1/kernel"])
        let again = try Self.tensors(layers, features: 4)
        let other = try Self.tensors(layers, features: 4, seed: 2)
        #expect(again == first)
        #expect(other["dense_0/kernel"] != first["dense_0/kernel"])
    }
}
