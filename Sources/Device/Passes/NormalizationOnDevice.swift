import CKernels
import Neural

/// The passes of `LayerNormalization` on a device: rows are samples, or time steps x samples.
final class NormalizationOnDevice: DeviceLayer {
    private let layer: LayerNormalization
    private let place: DevicePlace
    private let output, normal, inverse, scaled, inputGradient: DeviceBuffer

    /// - Throws: `DeviceError.memory`, `.failed`.
    init(_ layer: LayerNormalization, _ place: DevicePlace) throws(DeviceError) {
        self.layer = layer
        self.place = place
        output = try place.buffer(place.shape.count)
        normal = try place.buffer(place.shape.count)
        inverse = try place.buffer(place.shape.rows)
        scaled = try place.buffer(layer.scale ? place.shape.count : 0)
        inputGradient = try place.buffer(place.hasInputGradient ? place.shape.count : 0)
    }

    private var centerOffset: Int { place.offset + (layer.scale ? place.shape.features : 0) }

    func masks(_: DevicePass) -> [ck_device_mask] { [] }

    private func words(
        _ pass: DevicePass, from source: UnsafeMutablePointer<Float>?, to target: DeviceBuffer
    ) -> ck_device_norm {
        ck_device_norm(
            dst: target.numbers, source: UnsafePointer(source), normal: normal.numbers,
            inverse: inverse.numbers,
            scale: layer.scale ? pass.weights.map { UnsafePointer($0 + place.offset) } : nil,
            center: layer.center ? pass.weights.map { UnsafePointer($0 + centerOffset) } : nil,
            epsilon: layer.epsilon, rows: Int(place.rows * pass.samples), columns: place.features)
    }

    func forward(_ pass: DevicePass, input: UnsafeMutablePointer<Float>?) throws(DeviceError)
        -> UnsafeMutablePointer<Float>?
    {
        let words = words(pass, from: input, to: output)
        try pass.launch("norm_rows", each: words.rows, words)
        return output.numbers
    }

    func backward(
        _ pass: DevicePass, input _: UnsafeMutablePointer<Float>?,
        outputGradient: UnsafeMutablePointer<Float>?
    ) throws(DeviceError) -> UnsafeMutablePointer<Float>? {
        if layer.center { try addRows(pass, outputGradient, to: centerOffset) }
        if layer.scale {
            let words = words(pass, from: outputGradient, to: scaled)
            try pass.launch("norm_scales", each: words.rows * Int(words.columns), words)
            try addRows(pass, scaled.numbers, to: place.offset)
        }
        guard place.hasInputGradient else { return nil }
        let words = words(pass, from: outputGradient, to: inputGradient)
        try pass.launch("norm_rows_back", each: words.rows, words)
        return inputGradient.numbers
    }

    private func addRows(
        _ pass: DevicePass, _ rows: UnsafeMutablePointer<Float>?, to offset: Int
    ) throws(DeviceError) {
        let words = ck_device_bias(
            dst: pass.gradient.map { $0 + offset }, leaf_stride: pass.parameters,
            delta: UnsafePointer(rows), time_steps: place.rows, samples: pass.samples,
            columns: place.features, leaves: pass.leaves)
        try pass.launch(withUnsafePointer(to: words) { ck_launch_bias($0, pass.leafCount) }, words)
    }
}
