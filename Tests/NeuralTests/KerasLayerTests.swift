import Neural
import Testing

private struct LayersCase: Decodable {
    let layers: [KerasLayer]
    let input: KerasArray
    let weights: [KerasArray]
    let masks: [KerasMask]
    let output: KerasArray
    let outputGradient: KerasArray
    let inputGradient: KerasArray
    let weightGradients: [KerasArray]

    var samples: Int { input.shape[0] }
    var timeSteps: Int { input.shape[1] }

    func model() throws -> Model {
        try Model(layers: layers.map { try $0.ours() }, timeSteps: timeSteps, features: input.shape[2])
    }
}

/// Layers of every kind against Keras.
struct KerasLayerTests {
    @Test(arguments: KerasCase.all(.layers))
    func outputAndEveryGradient_areKeras(of keras: KerasCase) throws {
        let test = try keras.read(as: LayersCase.self)
        let model = try test.model()
        let runner = ModelRunner(model: model, capacity: test.samples, backward: .input)
        let weights = Vector(test.weights.flatMap(\.floats))
        #expect(model.parameters.entries.map(\.shape) == test.weights.map(\.shape))
        #expect(model.outputShape == Array(test.output.shape.dropFirst()))
        let rows = model.outputShape.dropLast().reduce(1, *)

        runner.input.set(swappingFirstAxes(test.input.floats, test.samples, test.timeSteps))
        runner.forward(weights: weights, samples: test.samples, masks: .given(test.masks))
        let inOrder = swappingFirstAxes(runner.output.values, rows, test.samples)
        #expect(relativeDifference(inOrder, test.output.data) < 2e-6)

        runner.outputGradient.set(swappingFirstAxes(test.outputGradient.floats, test.samples, rows))
        var gradient = Vector(repeatElement(.nan, count: weights.count))
        runner.backward(weights: weights, samples: test.samples, gradient: &gradient)
        for (entry, expected) in zip(model.parameters.entries, test.weightGradients) {
            let part = Array(gradient[entry.offset..<entry.offset + entry.count])
            #expect(relativeDifference(part, expected.data) < 2e-6, "\(entry.name)")
        }
        let below = swappingFirstAxes(
            try #require(runner.inputGradient).values, test.timeSteps, test.samples)
        #expect(relativeDifference(below, test.inputGradient.data) < 2e-6)
    }

    /// For each of Keras's masks we draw one of the same shape, with the same numbers in it.
    @Test(arguments: KerasCase.all(.layers))
    func masksThatAreDrawn_haveTheShapesAndScalesOfKeras(of keras: KerasCase) throws {
        let test = try keras.read(as: LayersCase.self)
        let model = try test.model()
        let draw = DropoutDraw(seed: 3, step: 1)
        for (index, layer) in test.layers.enumerated() {
            let masks = test.masks.filter { $0.layer == index }
            #expect(model.maskIndices(layer: index) == masks.map(\.mask))
            for mask in masks {
                let drawn = try #require(
                    model.dropoutMask(layer: index, mask: mask.mask, samples: test.samples, draw: draw))
                #expect(drawn.shape == mask.values.shape)
                // Numbers that are added are of no two sizes.
                if layer.stddev != nil { continue }
                #expect(Set(mask.values.data).count == min(2, mask.values.data.count))
                let recurrent = layer.layer ?? layer
                let rates = (
                    layer.rate, mask.mask % 8 < 4 ? recurrent.dropout : recurrent.recurrentDropout
                )
                let kept = Float(1 / (1 - (try #require(rates.0 ?? rates.1))))
                #expect((drawn.values + mask.values.floats).allSatisfy { $0 == 0 || $0 == kept })
            }
        }
    }
}
