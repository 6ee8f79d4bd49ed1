import Neural

/// Training steps of one thread, with weights, optimizer and data of its own: what a worker and the
/// coordinator do between them, without anything in between.
final class StepWork {
    private let shape: BenchmarkShape
    private let runner: ModelRunner
    private let target: FloatBuffer
    private let outputs: Int
    private let optimizer = Optimizer.adam(Adam())
    private var weights: Vector
    private var gradient: Vector
    private var slots: [Vector]
    private var scalars: [Double]
    private var update = 0
    private static let seed: UInt64 = 42

    init(model: Model, shape: BenchmarkShape) {
        self.shape = shape
        runner = ModelRunner(model: model, capacity: shape.samples)
        outputs = runner.output.count / shape.samples
        target = FloatBuffer(count: runner.output.count)
        weights = model.initialWeights(seed: Self.seed)
        gradient = weights
        scalars = optimizer.firstScalars
        slots = optimizer.slotNames.map { _ in Vector(zeros: model.parameters.count) }
        let stream = RandomStream(seed: Self.seed)
        Self.fill(runner.input, stream.normal(count: runner.input.count, domain: StreamDomain(.demo)))
        Self.fill(target, stream.normal(count: target.count, domain: StreamDomain(.demo, layer: 1)))
    }

    /// Of all of the model's activations.
    var memoryBytes: Int { runner.memoryBytes }

    /// Forward pass, loss, backward pass and update of the weights.
    func step() {
        let draw = DropoutDraw(seed: Self.seed, step: UInt32(truncatingIfNeeded: update))
        runner.forward(weights: weights, samples: shape.samples, dropout: draw)
        _ = Loss.meanSquaredError.evaluate(
            output: runner.output, target: target, samples: shape.samples, outputs: outputs,
            gradient: runner.outputGradient)
        runner.backward(weights: weights, samples: shape.samples, gradient: &gradient)
        VectorMath.scale(&gradient, by: 1 / Float(shape.samples))
        update += 1
        optimizer.apply(
            gradient: gradient, weights: &weights, slots: &slots, scalars: &scalars, update: update)
    }

    private static func fill(_ buffer: FloatBuffer, _ values: [Float]) {
        buffer.withUnsafeMutableBufferPointer { _ = $0.update(from: values) }
    }
}
