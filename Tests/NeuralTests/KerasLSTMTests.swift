import Neural
import Testing

private struct LSTMCase: Decodable {
    struct Weights: Decodable {
        let kernel: KerasArray
        let recurrentKernel: KerasArray
        let bias: KerasArray?

        var flat: [Double] { kernel.data + recurrentKernel.data + (bias?.data ?? []) }
    }
    let units: Int
    let activation: String
    let recurrentActivation: String
    let returnSequences: Bool
    let goBackwards: Bool
    let useBias: Bool
    let input: KerasArray
    let weights: Weights
    let inputMasks: [KerasArray]?
    let recurrentMasks: [KerasArray]?
    let output: KerasArray
    let outputGradient: KerasArray
    let inputGradient: KerasArray
    let weightGradients: Weights
}

/// LSTM layers against Keras.
struct KerasLSTMTests {
    @Test(arguments: KerasCase.all(.lstm))
    func outputAndEveryGradient_areKeras(of keras: KerasCase) throws {
        let test = try keras.read(as: LSTMCase.self)
        let batch = test.input.shape[0]
        let timeSteps = test.input.shape[1]
        let layer = try Self.layer(test)
        let model = try Model(layers: [.lstm(layer)], timeSteps: timeSteps, features: test.input.shape[2])
        let runner = ModelRunner(model: model, capacity: batch, backward: .input)
        runner.input.set(swappingFirstAxes(test.input.floats, batch, timeSteps))
        let weights = Vector(test.weights.flat.map { Float($0) })
        let masks = Self.masks(test, layer: layer)
        runner.forward(weights: weights, samples: batch, masks: masks.isEmpty ? nil : .given(masks))
        let outputs = { (values: [Float]) in
            test.returnSequences ? swappingFirstAxes(values, timeSteps, batch) : values
        }
        #expect(relativeDifference(outputs(runner.output.values), test.output.data) < 2e-6)

        let above = test.outputGradient.floats
        runner.outputGradient.set(
            test.returnSequences ? swappingFirstAxes(above, batch, timeSteps) : above)
        var gradient = Vector(repeatElement(.nan, count: weights.count))
        runner.backward(weights: weights, samples: batch, gradient: &gradient)
        let expected = test.weightGradients
        var offset = 0
        for tensor in [expected.kernel, expected.recurrentKernel, expected.bias].compactMap(\.self) {
            let part = Array(gradient[offset..<offset + tensor.data.count])
            #expect(relativeDifference(part, tensor.data) < 2e-6)
            offset += tensor.data.count
        }
        #expect(offset == gradient.count)
        let inputGradient = try #require(runner.inputGradient).values
        #expect(
            relativeDifference(swappingFirstAxes(inputGradient, timeSteps, batch), test.inputGradient.data)
                < 2e-6)
    }

    private static func layer(_ test: LSTMCase) throws -> LSTM {
        let perGate = test.inputMasks?.count == 4 || test.recurrentMasks?.count == 4
        return LSTM(
            units: test.units, activation: try #require(Activation(rawValue: test.activation)),
            recurrentActivation: try #require(Activation(rawValue: test.recurrentActivation)),
            useBias: test.useBias, returnSequences: test.returnSequences, goBackwards: test.goBackwards,
            dropout: test.inputMasks == nil ? 0 : 0.5,
            recurrentDropout: test.recurrentMasks == nil ? 0 : 0.5,
            dropoutMasks: perGate ? .perGate : .shared)
    }

    /// Where one mask stands for all gates beside four others, each gate gets a copy.
    private static func masks(_ test: LSTMCase, layer: LSTM) -> [MaskPlace: [Float]] {
        var masks: [MaskPlace: [Float]] = [:]
        for (first, given) in [(0, test.inputMasks), (4, test.recurrentMasks)] {
            guard let given else { continue }
            for gate in 0..<(layer.resolvedMasks == .perGate ? 4 : 1) {
                masks[MaskPlace(layer: 0, mask: first + gate)] = given[gate % given.count].floats
            }
        }
        return masks
    }
}
