import CKernels
import Neural

/// What is known of a sample's future behind what a layer gave, on a device: the input of the last dense
/// layer.
final class JoinOnDevice: DeviceLayer {
    private let place: DevicePlace
    /// (S, known).
    private let known: DeviceBuffer
    private let output, inputGradient: DeviceBuffer

    /// - Parameter place: Of the dense layer.
    /// - Throws: `DeviceError.memory`, `.failed`.
    init(_ place: DevicePlace, known: DeviceBuffer) throws(DeviceError) {
        self.place = place
        self.known = known
        output = try place.buffer(place.shape.count)
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
        let width = Int32(place.model.known)
        let words = ck_device_join(
            dst: target.numbers, source: UnsafePointer(source), known: UnsafePointer(known.numbers),
            samples: pass.samples, own: place.features - width, width: width, backward: backward)
        try pass.launch("join_rows", each: Int(pass.samples) * place.shape.features, words)
    }
}
