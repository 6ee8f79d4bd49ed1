import CKernels

/// A layer's memory on a device, and what its passes launch.
protocol DeviceLayer: AnyObject {
    /// The masks that a pass with dropout draws.
    func masks(_ pass: DevicePass) -> [ck_device_mask]
    /// Launches the forward pass.
    ///
    /// - Returns: where the output is.
    /// - Throws: `DeviceError.kernels`, `.failed`.
    func forward(_ pass: DevicePass, input: UnsafeMutablePointer<Float>?) throws(DeviceError)
        -> UnsafeMutablePointer<Float>?
    /// Launches the backward pass, which writes the layer's part of the gradient.
    ///
    /// - Returns: where the gradient of the input is; nil where nobody needs it.
    /// - Throws: `DeviceError.kernels`, `.failed`.
    func backward(
        _ pass: DevicePass, input: UnsafeMutablePointer<Float>?, outputGradient: UnsafeMutablePointer<Float>?
    ) throws(DeviceError) -> UnsafeMutablePointer<Float>?
}

extension [any DeviceLayer] {
    /// Launches the masks and the forward passes of all layers.
    ///
    /// - Parameter draw: a `ck_device_draw`.
    /// - Returns: the input of each layer, and the output of the last.
    /// - Throws: `DeviceError.kernels`, `.failed`.
    func forward(
        _ pass: DevicePass, draw: DeviceBuffer, input: UnsafeMutablePointer<Float>?
    ) throws(DeviceError) -> [UnsafeMutablePointer<Float>?] {
        try drawMasks(pass, draw)
        var inputs = [input]
        for layer in self { inputs.append(try layer.forward(pass, input: inputs[inputs.count - 1])) }
        return inputs
    }

    /// Launches the backward passes, down to where nobody needs a gradient.
    ///
    /// - Parameter inputs: what `forward` returned.
    /// - Throws: `DeviceError.kernels`, `.failed`.
    func backward(
        _ pass: DevicePass, inputs: [UnsafeMutablePointer<Float>?],
        outputGradient: UnsafeMutablePointer<Float>?
    ) throws(DeviceError) {
        var above = outputGradient
        for (index, layer) in enumerated().reversed() where above != nil {
            above = try layer.backward(pass, input: inputs[index], outputGradient: above)
        }
    }

    private func drawMasks(_ pass: DevicePass, _ draw: DeviceBuffer) throws(DeviceError) {
        let masks = flatMap { $0.masks(pass) }
        for first in stride(from: 0, to: masks.count, by: Int(CK_DEVICE_MASKS)) {
            let some = Array<ck_device_mask>(
                masks[first..<Swift.min(first + Int(CK_DEVICE_MASKS), masks.count)])
            var words = ck_device_masks()
            words.draw = UnsafePointer(bitPattern: draw.address)
            Swift.withUnsafeMutableBytes(of: &words.list) { list in
                some.withUnsafeBytes { list.copyMemory(from: $0) }
            }
            try pass.launch(ck_launch_masks(&words, Int32(some.count)), words)
        }
    }
}
