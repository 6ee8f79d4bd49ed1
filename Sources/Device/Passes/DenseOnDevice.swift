import CKernels
import Neural

/// The passes of `Dense` on a device: rows are samples, or time steps x samples.
final class DenseOnDevice: DeviceLayer {
    private let dense: Dense
    private let place: DevicePlace
    private let output, delta, inputGradient: DeviceBuffer

    /// - Throws: `DeviceError.memory`, `.failed`.
    init(_ dense: Dense, _ place: DevicePlace) throws(DeviceError) {
        self.dense = dense
        self.place = place
        let numbers = place.shape.rows * dense.units
        output = try place.buffer(numbers)
        delta = try place.buffer(dense.activation == .linear ? 0 : numbers)
        inputGradient = try place.buffer(place.hasInputGradient ? place.shape.count : 0)
    }

    private var units: Int32 { Int32(dense.units) }
    private var biasOffset: Int { place.offset + place.shape.features * dense.units }

    func masks(_: DevicePass) -> [ck_device_mask] { [] }

    func forward(_ pass: DevicePass, input: UnsafeMutablePointer<Float>?) throws(DeviceError)
        -> UnsafeMutablePointer<Float>?
    {
        let words = ck_device_product(
            dst: output.numbers, dst_stride: units, a: input, a_stride: place.features, a_gates: (0, 0, 0, 0),
            b: pass.weights.map { UnsafePointer($0 + place.offset) }, b_row: dense.units, b_column: 1,
            b_gate: 0,
            rows: place.rows * pass.samples, columns: units, depth: place.features, gates: 1,
            masks: DevicePlace.noMasks, first_gate: 0, samples: pass.samples, backwards: false, base: nil,
            bias: dense.useBias ? pass.weights.map { UnsafePointer($0 + biasOffset) } : nil,
            activation: dense.activation.kernel)
        try pass.multiply(words)
        return output.numbers
    }

    func backward(
        _ pass: DevicePass, input: UnsafeMutablePointer<Float>?, outputGradient: UnsafeMutablePointer<Float>?
    ) throws(DeviceError) -> UnsafeMutablePointer<Float>? {
        var gradient = outputGradient
        if dense.activation != .linear {
            let count = Int(place.rows * pass.samples * units)
            let words = ck_device_delta(
                dst: delta.numbers, source: outputGradient, y: output.numbers, count: count,
                activation: dense.activation.kernel)
            try pass.launch("pull_activation", each: count, words)
            gradient = delta.numbers
        }
        try addGradient(pass, input: input, delta: gradient)
        guard place.hasInputGradient else { return nil }
        let words = ck_device_product(
            dst: inputGradient.numbers, dst_stride: place.features, a: gradient, a_stride: units,
            a_gates: (0, 0, 0, 0),
            b: pass.weights.map { UnsafePointer($0 + place.offset) }, b_row: 1, b_column: dense.units,
            b_gate: 0,
            rows: place.rows * pass.samples, columns: place.features, depth: units, gates: 1,
            masks: DevicePlace.noMasks, first_gate: 0, samples: pass.samples, backwards: false, base: nil,
            bias: nil,
            activation: CK_LINEAR)
        try pass.multiply(words)
        return inputGradient.numbers
    }

    private func addGradient(
        _ pass: DevicePass, input: UnsafeMutablePointer<Float>?, delta: UnsafeMutablePointer<Float>?
    ) throws(DeviceError) {
        var words = ck_device_gradient(
            dst: pass.gradient.map { $0 + place.offset }, leaf_stride: pass.parameters, dst_stride: units,
            bias_row: 0, input: input, input_stride: place.features,
            hidden: nil,
            input_masks: DevicePlace.noMasks, state_masks: DevicePlace.noMasks, delta: delta, plane_stride: 0,
            time_steps: place.rows, samples: pass.samples, features: place.features, units: 0, columns: units,
            gates: 1, first_gate: 0, biases: 0, state: CK_STATE_BEFORE, adds: false, backwards: false,
            leaves: pass.leaves, rows_together: 0,
            parts: 1, most_runs: 1, run_sums: nil)
        try pass.launchGradient(&words)
        guard dense.useBias else { return }
        let bias = ck_device_bias(
            dst: pass.gradient.map { $0 + biasOffset }, leaf_stride: pass.parameters, delta: delta,
            time_steps: place.rows,
            samples: pass.samples, columns: units, leaves: pass.leaves)
        try pass.launch(withUnsafePointer(to: bias) { ck_launch_bias($0, pass.leafCount) }, bias)
    }
}
