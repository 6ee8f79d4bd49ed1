import CKernels

/// How many numbers the buffers of a `Bidirectional` hold beside those of its copies.
struct BidirectionalSizes {
    /// H, and T of sequences, else 1.
    let units, timeSteps: Int
    /// (T, B, H), or (T, B, 2H) of both copies side by side.
    let output: Int
    /// As large, where passes go back.
    let outputGradient: Int
    /// (T, B, F), where somebody needs it.
    let inputGradient: Int

    init(_ layer: BoundBidirectional, _ extent: LayerExtent) {
        let options = layer.forward.options
        units = options.units
        timeSteps = options.returnSequences ? extent.shape.rows : 1
        output = timeSteps * extent.capacity * units * (layer.mergeMode == .concat ? 2 : 1)
        outputGradient = extent.ifBackward(output)
        inputGradient = extent.hasInputGradient ? extent.capacity * extent.shape.count : 0
    }
}

/// The passes of `Bidirectional`: those of its copies, and how their outputs become one.
final class BidirectionalRunner: LayerRunner {
    let output: FloatBuffer
    let outputGradient: FloatBuffer
    private let place: LayerPlace
    private let sizes: BidirectionalSizes
    private let mergeMode: Bidirectional.MergeMode
    private let forward, backward: any LayerRunner
    /// What the backward copy adds to the gradient of the input.
    private let inputGradient: FloatBuffer

    init(_ layer: BoundBidirectional, _ place: LayerPlace) {
        self.place = place
        mergeMode = layer.mergeMode
        sizes = BidirectionalSizes(layer, place.extent)
        output = FloatBuffer(count: sizes.output)
        outputGradient = FloatBuffer(count: sizes.outputGradient)
        inputGradient = FloatBuffer(count: sizes.inputGradient)
        forward = layer.forward.makeRunner(at: place)
        var behind = place
        behind.firstMask = place.firstMask.moved(by: BoundBidirectional.copy)
        behind.offset += layer.tensors(of: layer.forward, place.shape).reduce(0) { $0 + $1.count }
        if place.inputGradient != nil { behind.inputGradient = inputGradient }
        backward = layer.backward.makeRunner(at: behind)
    }

    var memoryBytes: Int {
        forward.memoryBytes + backward.memoryBytes + output.memoryBytes + outputGradient.memoryBytes
            + inputGradient.memoryBytes
    }

    func forward(_ pass: Pass) {
        forward.forward(pass)
        backward.forward(pass)
        for step in 0..<sizes.timeSteps { merge(MergedStep(self, pass, step)) }
    }

    func backward(_ pass: Pass, gradient: UnsafeMutablePointer<Float>) {
        for step in 0..<sizes.timeSteps { part(MergedStep(self, pass, step)) }
        forward.backward(pass, gradient: gradient)
        backward.backward(pass, gradient: gradient)
        if let sum = place.inputGradient {
            ck_add(sum.start, inputGradient.start, pass.samples * place.shape.count)
        }
    }

    private func merge(_ step: MergedStep) {
        let (y, turned) = (step.forward, step.backward)
        switch mergeMode {
        case .concat:
            step.copy(y, stride: step.units, to: step.merged, stride: 2 * step.units)
            step.copy(turned, stride: step.units, to: step.merged + step.units, stride: 2 * step.units)
        case .sum, .ave:
            step.merged.update(from: y, count: step.count)
            ck_add(step.merged, turned, step.count)
            if mergeMode == .ave { _ = ck_scale(step.merged, step.merged, 0.5, step.count) }
        case .mul: step.multiply(y, turned, into: step.merged)
        }
    }

    /// The gradients of both copies' outputs, from that of the merged one.
    private func part(_ step: MergedStep) {
        let (above, below, turned) = (step.above, step.forwardGradient, step.backwardGradient)
        switch mergeMode {
        case .concat:
            step.copy(above, stride: 2 * step.units, to: below, stride: step.units)
            step.copy(above + step.units, stride: 2 * step.units, to: turned, stride: step.units)
        case .sum, .ave:
            _ = ck_scale(below, above, mergeMode == .ave ? 0.5 : 1, step.count)
            turned.update(from: below, count: step.count)
        case .mul:
            step.multiply(above, step.backward, into: below)
            step.multiply(above, step.forward, into: turned)
        }
    }

    /// Where a time step stands: with both copies (B, H), the backward one's sequences being in its own
    /// order, and merged (B, H) or (B, 2H).
    private struct MergedStep {
        let samples, units: Int
        private let runner: BidirectionalRunner
        private let own, turned, both: Int

        init(_ runner: BidirectionalRunner, _ pass: Pass, _ step: Int) {
            let sizes = runner.sizes
            self.runner = runner
            samples = pass.samples
            units = sizes.units
            own = step * samples * units
            turned = (sizes.timeSteps - 1 - step) * samples * units
            both = runner.mergeMode == .concat ? 2 * own : own
        }

        var merged: UnsafeMutablePointer<Float> { runner.output.start + both }
        var forward: UnsafePointer<Float> { UnsafePointer(runner.forward.output.start + own) }
        var backward: UnsafePointer<Float> { UnsafePointer(runner.backward.output.start + turned) }

        var above: UnsafePointer<Float> { UnsafePointer(runner.outputGradient.start + both) }
        var forwardGradient: UnsafeMutablePointer<Float> { runner.forward.outputGradient.start + own }
        var backwardGradient: UnsafeMutablePointer<Float> {
            runner.backward.outputGradient.start + turned
        }

        /// Numbers of one copy.
        var count: Int { samples * units }

        /// `units` numbers a sample.
        func copy(
            _ source: UnsafePointer<Float>, stride: Int, to target: UnsafeMutablePointer<Float>,
            stride targetStride: Int
        ) {
            ck_mask_rows(target, targetStride, source, stride, nil, 0, true, samples, units)
        }

        func multiply(
            _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>
        ) {
            ck_mask_rows(target, units, a, units, b, units, true, samples, units)
        }
    }
}
