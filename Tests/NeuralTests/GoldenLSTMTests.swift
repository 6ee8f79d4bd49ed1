import Neural
import Testing

private struct LSTMCase: Decodable {
    struct Weights: Decodable {
        let kernel: GoldenArray
        let recurrentKernel: GoldenArray
        let bias: GoldenArray?

        var flat: [Double] { kernel.data + recurrentKernel.data + (bias?.data ?? []) }
    }
    let units: Int
    let activation: String
    let recurrentActivation: String
    let returnSequences: Bool
    let goBackwards: Bool
    let useBias: Bool
    let input: GoldenArray
    let weights: Weights
    let inputMasks: [GoldenArray]?
    let recurrentMasks: [GoldenArray]?
    let output: GoldenArray
    let outputGradient: GoldenArray
    let inputGradient: GoldenArray
    let weightGradients: Weights
}

@Suite("LSTM layers of Keras 3.15")
struct GoldenLSTMTests {
    static let names = Golden.names(prefix: "lstm_")

    @Test(
        .enabled(if: !names.isEmpty, Golden.missing), arguments: names)
    func outputAndEveryGradientAgree(name: String) throws {
        let golden = try Golden.read(name, as: LSTMCase.self)
        let batch = golden.input.shape[0]
        let timeSteps = golden.input.shape[1]
        let layer = try Self.layer(golden)
        let model = try Model(layers: [.lstm(layer)], timeSteps: timeSteps, features: golden.input.shape[2])
        let runner = ModelRunner(model: model, capacity: batch, withInputGradient: true)
        runner.input.set(swappingFirstAxes(golden.input.floats, batch, timeSteps))
        let weights = Vector(golden.weights.flat.map { Float($0) })
        let masks = Self.masks(golden, layer: layer)
        runner.forward(weights: weights, samples: batch, masks: masks.isEmpty ? nil : .given(masks))
        let outputs = { (values: [Float]) in
            golden.returnSequences ? swappingFirstAxes(values, timeSteps, batch) : values
        }
        #expect(relativeDifference(outputs(runner.output.values), golden.output.data) < 2e-6)

        let above = golden.outputGradient.floats
        runner.outputGradient.set(
            golden.returnSequences ? swappingFirstAxes(above, batch, timeSteps) : above)
        var gradient = Vector(repeatElement(.nan, count: weights.count))
        runner.backward(weights: weights, samples: batch, gradient: &gradient)
        let expected = golden.weightGradients
        var offset = 0
        for tensor in [expected.kernel, expected.recurrentKernel, expected.bias].compactMap(\.self) {
            let part = Array(gradient[offset..<offset + tensor.data.count])
            #expect(relativeDifference(part, tensor.data) < 2e-6)
            offset += tensor.data.count
        }
        #expect(offset == gradient.count)
        let inputGradient = try #require(runner.inputGradient).values
        #expect(
            relativeDifference(swappingFirstAxes(inputGradient, timeSteps, batch), golden.inputGradient.data)
                < 2e-6)
    }

    private static func layer(_ golden: LSTMCase) throws -> LSTM {
        let perGate = golden.inputMasks?.count == 4 || golden.recurrentMasks?.count == 4
        return LSTM(
            units: golden.units, activation: try #require(Activation(rawValue: golden.activation)),
            recurrentActivation: try #require(Activation(rawValue: golden.recurrentActivation)),
            useBias: golden.useBias, returnSequences: golden.returnSequences, goBackwards: golden.goBackwards,
            dropout: golden.inputMasks == nil ? 0 : 0.5,
            recurrentDropout: golden.recurrentMasks == nil ? 0 : 0.5,
            dropoutMasks: perGate ? .perGate : .shared)
    }

    /// Where one mask stands for all gates beside four others, each gate gets a copy.
    private static func masks(_ golden: LSTMCase, layer: LSTM) -> [MaskPlace: [Float]] {
        var masks: [MaskPlace: [Float]] = [:]
        for (first, given) in [(0, golden.inputMasks), (4, golden.recurrentMasks)] {
            guard let given else { continue }
            for gate in 0..<(layer.resolvedMasks == .perGate ? 4 : 1) {
                masks[MaskPlace(layer: 0, mask: first + gate)] = given[gate % given.count].floats
            }
        }
        return masks
    }
}

extension FloatBuffer {
    /// Everything in the buffer.
    var values: [Float] { withUnsafeBufferPointer { Array($0) } }

    /// Writes the first numbers.
    func set(_ values: [Float]) {
        for (index, value) in values.enumerated() { self[index] = value }
    }
}
