import CKernels
import Neural

/// A training step as processors make it, microbatch by microbatch.
struct StepTwin {
    let model: Model
    let samples, microbatches: Int
    let input, target: [Float]
    let draw: DropoutDraw
    var weights: Vector
    private var mean, square: Vector
    private let runner: ModelRunner

    init(model: Model, samples: Int, microbatches: Int, input: [Float], target: [Float], draw: DropoutDraw) {
        self.model = model
        self.samples = samples
        self.microbatches = microbatches
        self.input = input
        self.target = target
        self.draw = draw
        weights = model.initialWeights(seed: 1)
        mean = Vector(zeros: weights.count)
        square = mean
        runner = ModelRunner(model: model, capacity: samples / microbatches)
    }

    /// Three microbatches: their tree is (0 + 1) + 2.
    mutating func step() {
        var root = gradient(0)
        for leaf in 1..<microbatches { VectorMath.add(gradient(leaf), to: &root) }
        VectorMath.scale(&root, by: 1 / Float(samples))
        let kernels = KernelVariant.active.kernels
        root.withUnsafeBufferPointer { g in
            weights.withUnsafeMutableBufferPointer { w in
                mean.withUnsafeMutableBufferPointer { m in
                    square.withUnsafeMutableBufferPointer { v in
                        guard let g = g.baseAddress, let w = w.baseAddress, let m = m.baseAddress,
                            let v = v.baseAddress
                        else { return }
                        kernels?.adam(w, m, v, g, root.count, 0.001, 0.1, 0.001, 1e-7)
                    }
                }
            }
        }
    }

    private func gradient(_ leaf: Int) -> Vector {
        let size = samples / microbatches, first = leaf * size
        for time in 0..<model.timeSteps {
            for index in 0..<(size * model.features) {
                runner.input[time * size * model.features + index] =
                    input[(time * samples + first) * model.features + index]
            }
        }
        let outputs = model.outputShape.reduce(1, *)
        let targets = FloatBuffer(count: size * outputs)
        for index in 0..<targets.count { targets[index] = target[first * outputs + index] }
        var leafDraw = draw
        leafDraw.firstSlot += UInt32(first)
        runner.forward(weights: weights, samples: size, dropout: leafDraw)
        _ = Loss.meanSquaredError.evaluate(
            output: runner.output, target: targets, samples: size, outputs: outputs,
            gradient: runner.outputGradient)
        var gradient = Vector(zeros: weights.count)
        runner.backward(weights: weights, samples: size, gradient: &gradient)
        return gradient
    }
}
