import CKernels

/// How many numbers each buffer of a dropout layer's runner holds.
struct DropoutSizes {
    let output, outputGradient, mask: Int

    init(_ plan: MaskPlan?, _ extent: LayerExtent) {
        output = extent.capacity * extent.shape.count
        outputGradient = extent.hasInputGradient ? output : 0
        // A mask for each sample even where training shares one: sampled paths do not.
        mask = plan.map { extent.capacity * $0.count } ?? 0
    }

    /// All buffers.
    var total: Int { output + outputGradient + mask }
}

/// The passes of `Dropout` and the spatial dropouts.
final class DropoutRunner: LayerRunner {
    let output: FloatBuffer
    let outputGradient: FloatBuffer
    private let place: LayerPlace
    /// Nil for rate 0.
    private let plan: MaskPlan?
    /// (B or 1, T or 1, F or 1), or B or 1 and each axis or 1, room for B.
    private let mask: FloatBuffer

    init(plan: MaskPlan?, place: LayerPlace) {
        self.plan = plan
        self.place = place
        let sizes = DropoutSizes(plan, place.extent)
        output = FloatBuffer(count: sizes.output)
        outputGradient = FloatBuffer(count: sizes.outputGradient)
        mask = FloatBuffer(count: sizes.mask)
    }

    var memoryBytes: Int { output.memoryBytes + outputGradient.memoryBytes + mask.memoryBytes }

    func forward(_ pass: Pass) {
        if let plan, let masks = pass.masks { plan.fill(mask.start, samples: pass.samples, from: masks) }
        apply(pass, from: place.input, to: output)
    }

    func backward(_ pass: Pass, gradient: UnsafeMutablePointer<Float>) {
        guard let inputGradient = place.inputGradient else { return }
        apply(pass, from: outputGradient, to: inputGradient)
    }

    /// target = source x mask, row by row of all samples.
    private func apply(_ pass: Pass, from source: FloatBuffer, to target: FloatBuffer) {
        let samples = pass.samples
        let features = place.shape.features
        guard let plan, let masks = pass.masks else {
            target.start.update(from: source.start, count: samples * place.shape.count)
            return
        }
        let maskFeatures = plan.shape.last ?? 1
        let sampleStride = plan.sampleStride(in: masks)
        for row in 0..<place.shape.rows {
            let offset = row * samples * features
            ck_mask_rows(
                target.start + offset, features, source.start + offset, features,
                mask.start + maskOffset(row, plan.shape), sampleStride,
                maskFeatures > 1 || features == 1, samples, features)
        }
    }

    /// Where a row's part of a sample's mask begins.
    private func maskOffset(_ row: Int, _ mask: [Int]) -> Int {
        var (rest, stride, offset) = (row, mask[mask.count - 1], 0)
        for axis in (0..<mask.count - 1).reversed() {
            let size = place.shape.axes[axis]
            if mask[axis] > 1 { offset += rest % size * stride }
            rest /= size
            stride *= mask[axis]
        }
        return offset
    }
}
