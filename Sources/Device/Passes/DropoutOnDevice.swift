import CKernels
import Neural

/// The passes of `Dropout` and `SpatialDropout1D` on a device.
final class DropoutOnDevice: DeviceLayer {
    private let place: DevicePlace
    private let plan: MaskPlan?
    private let mask, output, inputGradient: DeviceBuffer

    /// - Throws: `DeviceError.memory`, `.failed`.
    init(_ place: DevicePlace) throws(DeviceError) {
        self.place = place
        plan = place.model.maskPlans(layer: place.index).first
        mask = try place.buffer(plan?.count ?? 0)
        output = try place.buffer(plan == nil ? 0 : place.shape.count)
        inputGradient = try place.buffer(plan == nil || !place.hasInputGradient ? 0 : place.shape.count)
    }

    func masks(_ pass: DevicePass) -> [ck_device_mask] {
        guard let plan, var drawn = place.mask([plan], pass) else { return [] }
        drawn.numbers = mask.numbers
        return [drawn]
    }

    func forward(_ pass: DevicePass, input: UnsafeMutablePointer<Float>?) throws(DeviceError)
        -> UnsafeMutablePointer<Float>?
    {
        try apply(pass, from: input, to: output.numbers)
    }

    func backward(
        _ pass: DevicePass, input: UnsafeMutablePointer<Float>?, outputGradient: UnsafeMutablePointer<Float>?
    ) throws(DeviceError) -> UnsafeMutablePointer<Float>? {
        guard place.hasInputGradient else { return nil }
        return try apply(pass, from: outputGradient, to: inputGradient.numbers)
    }

    /// - Returns: the target, or the source where nothing is dropped.
    private func apply(
        _ pass: DevicePass, from source: UnsafeMutablePointer<Float>?, to target: UnsafeMutablePointer<Float>?
    ) throws(DeviceError) -> UnsafeMutablePointer<Float>? {
        guard let plan, pass.purpose != nil else { return source }
        let maskFeatures = plan.shape.last ?? 1
        let hasColumns = maskFeatures > 1 || place.features == 1
        let words = ck_device_dropout(
            dst: target, source: source, mask: mask.numbers, time_steps: place.rows, samples: pass.samples,
            features: place.features, sample_stride: Int32(plan.sampleStride),
            time_stride: plan.shape.count == 2 && plan.shape[0] > 1 ? Int32(maskFeatures) : 0,
            feature_stride: hasColumns ? 1 : 0)
        let count = Int(pass.samples) * place.shape.count
        try pass.launch("apply_dropout", each: count, words)
        return target
    }
}
