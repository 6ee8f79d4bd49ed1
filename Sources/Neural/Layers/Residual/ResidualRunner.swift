import CKernels

/// The passes of `Residual`: those of the map and of the layers, and their sum.
final class ResidualRunner: LayerRunner {
    let output: FloatBuffer
    let outputGradient: FloatBuffer
    private let place: LayerPlace
    private let shape: SampleShape
    /// Of the output, and the same as one vector.
    private let order: SampleOrder
    private let linear, inner: StackRunner
    /// Whether the layers learn, or somebody needs the gradient of the input.
    private let layersGoBack: Bool
    /// What the map adds to the gradient of the input.
    private let inputGradient: FloatBuffer

    init(_ layer: BoundResidual, _ place: LayerPlace) {
        self.place = place
        shape = layer.stack.output
        order = SampleOrder(shape, .vector(features: shape.count))
        let needsGradient = place.inputGradient != nil
        let count = place.capacity * shape.count
        output = FloatBuffer(count: count)
        outputGradient = FloatBuffer(count: place.extent.ifBackward(count))
        inputGradient = FloatBuffer(count: needsGradient ? place.capacity * place.shape.count : 0)
        layersGoBack = layer.stack.needsInputGradient(
            layer: layer.stack.layers.count, ofInput: needsGradient)
        var beside = place
        if needsGradient { beside.inputGradient = inputGradient }
        linear = layer.linear.makeRunner(at: beside) { _ in place.firstMask }
        beside.inputGradient = place.inputGradient
        beside.offset += layer.linear.tensors.joined().reduce(0) { $0 + $1.count }
        inner = layer.stack.makeRunner(at: beside) { layer.firstMask($0, from: place.firstMask) }
    }

    var memoryBytes: Int {
        linear.memoryBytes + inner.memoryBytes + output.memoryBytes + outputGradient.memoryBytes
            + inputGradient.memoryBytes
    }

    func forward(_ pass: Pass) {
        linear.forward(pass)
        inner.forward(pass)
        order.turnBack(linear.output, into: output, samples: pass.samples)
        ck_add(output.start, inner.output.start, pass.samples * shape.count)
    }

    func backward(_ pass: Pass, gradient: UnsafeMutablePointer<Float>) {
        order.turn(outputGradient, into: linear.outputGradient, samples: pass.samples)
        linear.backward(pass, gradient: gradient)
        guard layersGoBack else { return }
        inner.outputGradient.start.update(from: outputGradient.start, count: pass.samples * shape.count)
        inner.backward(pass, gradient: gradient)
        if let sum = place.inputGradient {
            ck_add(sum.start, inputGradient.start, pass.samples * place.shape.count)
        }
    }
}
