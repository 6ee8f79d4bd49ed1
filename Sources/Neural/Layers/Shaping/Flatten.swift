/// Makes one vector of a sample's rows, one behind another (Keras 3 `Flatten`).
package struct Flatten: Hashable, Sendable {
    package init() {}
}

extension Flatten: LayerDefinition {
    package static let kind = "flatten"
    package static let template = Flatten()

    package var choice: Layer { .flatten(self) }

    func output(for input: SampleShape) throws(NeuralError) -> SampleShape { .vector(features: input.count) }

    func numbers(for extent: LayerExtent) -> Int { 2 * extent.capacity * extent.shape.count }

    func makeRunner(at place: LayerPlace) -> any LayerRunner { FlattenRunner(place) }
}

/// The passes of `Flatten`: from (R, B, F) to (B, R F).
final class FlattenRunner: LayerRunner {
    let output: FloatBuffer
    let outputGradient: FloatBuffer
    private let place: LayerPlace

    init(_ place: LayerPlace) {
        self.place = place
        output = FloatBuffer(count: place.capacity * place.shape.count)
        outputGradient = FloatBuffer(count: place.capacity * place.shape.count)
    }

    var memoryBytes: Int { output.memoryBytes + outputGradient.memoryBytes }

    func forward(_ pass: Pass) {
        SampleRows(place.shape, samples: pass.samples).flatten(place.input, into: output)
    }

    func backward(_ pass: Pass, gradient: UnsafeMutablePointer<Float>) {
        guard let inputGradient = place.inputGradient else { return }
        SampleRows(place.shape, samples: pass.samples).spread(outputGradient, into: inputGradient)
    }
}
