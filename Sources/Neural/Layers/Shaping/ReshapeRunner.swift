/// The passes of `Reshape` and `Flatten`: from (R, B, F) to (R', B, F') with R F = R' F'.
final class ReshapeRunner: LayerRunner {
    let output: FloatBuffer
    let outputGradient: FloatBuffer
    private let order: SampleOrder
    private let place: LayerPlace

    init(to target: SampleShape, _ place: LayerPlace) {
        self.place = place
        order = SampleOrder(place.shape, target)
        let count = place.capacity * target.count
        output = FloatBuffer(count: count)
        outputGradient = FloatBuffer(count: place.extent.ifBackward(count))
    }

    var memoryBytes: Int { output.memoryBytes + outputGradient.memoryBytes }

    func forward(_ pass: Pass) { order.turn(place.input, into: output, samples: pass.samples) }

    func backward(_ pass: Pass, gradient: UnsafeMutablePointer<Float>) {
        guard let inputGradient = place.inputGradient else { return }
        order.turnBack(outputGradient, into: inputGradient, samples: pass.samples)
    }
}
