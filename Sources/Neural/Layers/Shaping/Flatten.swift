/// Makes one vector of a sample's rows, one behind another (Keras 3 `Flatten`).
package struct Flatten: Hashable, Sendable {
    package init() {}
}

extension Flatten: LayerDefinition {
    package static let kind = "flatten"
    package static let template = Flatten()

    package var choice: Layer { .flatten(self) }

    func output(for input: SampleShape) throws(NeuralError) -> SampleShape { .vector(features: input.count) }

    func numbers(for extent: LayerExtent) -> Int {
        extent.withGradient(extent.capacity * extent.shape.count)
    }

    func makeRunner(at place: LayerPlace) -> any LayerRunner {
        ReshapeRunner(to: .vector(features: place.shape.count), place)
    }
}
