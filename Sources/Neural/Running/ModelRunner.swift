/// One thread's buffers for a model, and the two passes. Not for use by two threads at once.
///
/// The results of a pass are the same bits in every runner: matrix shapes depend only on the model and the
/// number of samples, and the passes allocate nothing.
package final class ModelRunner {
    package let model: Model
    /// B at most.
    package let capacity: Int
    /// All buffers together.
    package let memoryBytes: Int
    /// (T, B, F) for the B of the current pass; filled by the caller.
    package let input: FloatBuffer
    /// (B, known), filled by the caller; empty where nothing is known.
    package let known: FloatBuffer
    package let series: SampleSeries
    /// (B, O), or (T, B, O) for sequences, after `forward`.
    package let output: FloatBuffer
    /// As `output`; filled by the caller before `backward`, which leaves it as it is. Empty where no pass
    /// goes back.
    package let outputGradient: FloatBuffer
    /// (T, B, F) after `backward`, if asked for.
    package let inputGradient: FloatBuffer?
    private let runner: StackRunner
    private let goesBack: Bool

    /// - Parameters:
    ///   - capacity: the most samples of a pass, at least 1.
    ///   - backward: how far back passes go; outputs are the same bits for each.
    package init(model: Model, capacity: Int, backward: BackwardReach = .weights) {
        precondition(capacity >= 1, "a pass has at least one sample")
        precondition(
            model.shapes.allSatisfy { $0.rows <= Int(Int32.max) / capacity }, "more rows than BLAS can count")
        Matrix.singleThreaded
        self.model = model
        self.capacity = capacity
        let size = capacity * model.timeSteps * model.features
        let input = FloatBuffer(count: size)
        let inputGradient = backward == .input ? FloatBuffer(count: size) : nil
        goesBack = backward != .none
        let known = FloatBuffer(count: capacity * model.known)
        let series = SampleSeries(capacity: capacity)
        let place = LayerPlace(
            firstMask: MaskPlace(layer: 0, mask: 0), shape: model.shapes[0], offset: 0, capacity: capacity,
            input: input, goesBack: goesBack, inputGradient: inputGradient, known: known, series: series,
            before: nil)
        runner = model.stack.makeRunner(at: place) { MaskPlace(layer: $0, mask: 0) }
        self.input = input
        self.known = known
        self.series = series
        self.inputGradient = inputGradient
        output = runner.output
        outputGradient = runner.outputGradient
        memoryBytes =
            input.memoryBytes + known.memoryBytes + (inputGradient?.memoryBytes ?? 0) + runner.memoryBytes
    }

    /// Computes `output` from `input`.
    ///
    /// - Parameters:
    ///   - weights: P numbers.
    ///   - samples: B, 1...capacity.
    ///   - dropout: whose masks to use; nil for no dropout.
    package func forward(weights: Vector, samples: Int, dropout: DropoutDraw?) {
        forward(weights: weights, samples: samples, masks: dropout.map { .draw($0) })
    }

    /// Overwrites `gradient` with the sum over the samples, from `outputGradient`; after `forward` with the
    /// same weights and samples, in a runner that goes back.
    ///
    /// - Parameter gradient: P numbers.
    package func backward(weights: Vector, samples: Int, gradient: inout Vector) {
        precondition(goesBack, "this runner keeps nothing to go back through")
        precondition(
            samples == lastPass?.samples, "a backward pass follows the forward pass of the same samples")
        precondition(gradient.count == weights.count, "a gradient is as long as the weights")
        let masks = lastPass?.masks
        withPass(weights: weights, samples: samples, masks: masks) { pass in
            gradient.withUnsafeMutableBufferPointer { buffer in
                let start = buffer.baseAddress ?? input.start
                runner.backward(pass, gradient: start)
            }
        }
    }

    package func forward(weights: Vector, samples: Int, masks: MaskSource?) {
        precondition((1...capacity).contains(samples), "a pass has 1 to \(capacity) samples")
        lastPass = (samples, masks)
        withPass(weights: weights, samples: samples, masks: masks) { pass in
            runner.forward(pass)
        }
    }

    /// What the backward pass has to go back through.
    private var lastPass: (samples: Int, masks: MaskSource?)?

    private func withPass(weights: Vector, samples: Int, masks: MaskSource?, _ body: (Pass) -> Void) {
        precondition(weights.count == model.parameters.count, "other weights than the model's")
        weights.withUnsafeBufferPointer { buffer in
            // A model without weights has no layer that would read them.
            let start = buffer.baseAddress ?? UnsafePointer(input.start)
            body(Pass(weights: start, samples: samples, masks: masks))
        }
    }
}
