import CKernels
import Neural

/// The passes of `Flatten` and `RepeatVector` on a device.
final class ShapesOnDevice: DeviceLayer {
    private let place: DevicePlace
    private let kernel: StaticString
    /// Of the side that has rows.
    private let rows: Int
    private let output, inputGradient: DeviceBuffer

    /// - Parameter repeats: Times that a vector is repeated; nil: rows are flattened.
    /// - Throws: `DeviceError.memory`, `.failed`.
    init(_ place: DevicePlace, repeats: Int?) throws(DeviceError) {
        self.place = place
        kernel = repeats == nil ? "flatten_rows" : "repeat_rows"
        rows = repeats ?? place.shape.rows
        output = try place.buffer(place.shape.count * (repeats ?? 1))
        inputGradient = try place.buffer(place.hasInputGradient ? place.shape.count : 0)
    }

    func masks(_: DevicePass) -> [ck_device_mask] { [] }

    func forward(_ pass: DevicePass, input: UnsafeMutablePointer<Float>?) throws(DeviceError)
        -> UnsafeMutablePointer<Float>?
    {
        try move(pass, from: input, to: output, backward: false)
        return output.numbers
    }

    func backward(
        _ pass: DevicePass, input _: UnsafeMutablePointer<Float>?,
        outputGradient: UnsafeMutablePointer<Float>?
    ) throws(DeviceError) -> UnsafeMutablePointer<Float>? {
        guard place.hasInputGradient else { return nil }
        try move(pass, from: outputGradient, to: inputGradient, backward: true)
        return inputGradient.numbers
    }

    private func move(
        _ pass: DevicePass, from source: UnsafeMutablePointer<Float>?, to target: DeviceBuffer, backward: Bool
    ) throws(DeviceError) {
        let words = ck_device_shape(
            dst: target.numbers, source: UnsafePointer(source), rows: Int32(rows), samples: pass.samples,
            features: place.features, backward: backward)
        // A thread an element of the input.
        let count = Int(pass.samples) * place.shape.count
        try pass.launch(kernel, each: count, words)
    }
}
