import CKernels
import Neural

/// A recurrent layer that a decoder may go on from.
protocol DeviceEncoder: DeviceLayer {
    var gateMasks: GateMasks { get }
    /// After the last step.
    func lastState(_ pass: DevicePass) -> StepsOnDevice.State
    /// Where a decoder puts the gradient of c after the last step; nil for a layer that has none.
    var lastCellGradient: UnsafeMutablePointer<Float>? { get }
    /// Says that a decoder goes on from here: it begins the gradients of the weights and of c.
    func continues()
}

/// The passes of `GRU` and `SimpleRNN` on a device, step by step.
final class RecurrentOnDevice: DeviceEncoder {
    private let place: DevicePlace
    private let options: RecurrentOptions
    private let steps: StepsOnDevice
    private let inputGradient: DeviceBuffer
    let gateMasks: GateMasks
    let lastCellGradient: UnsafeMutablePointer<Float>? = nil
    private var isContinued = false

    /// - Throws: `DeviceError.memory`, `.failed`.
    init(_ form: DeviceRecurrence, _ place: DevicePlace) throws(DeviceError) {
        self.place = place
        options = form.options
        gateMasks = try GateMasks(place, units: form.units)
        steps = try StepsOnDevice(
            form, place, features: place.shape.features, steps: place.shape.rows, together: 1,
            masks: gateMasks)
        inputGradient = try place.buffer(place.hasInputGradient ? place.shape.count : 0)
    }

    func masks(_ pass: DevicePass) -> [ck_device_mask] { gateMasks.drawn(pass) }

    func lastState(_ pass: DevicePass) -> StepsOnDevice.State { before(place.shape.rows, pass) }

    func continues() { isContinued = true }

    /// The state before a step.
    private func before(_ step: Int, _ pass: DevicePass) -> StepsOnDevice.State {
        StepsOnDevice.State(hidden: step > 0 ? steps.hidden(step - 1, pass) : nil)
    }

    func forward(_ pass: DevicePass, input: UnsafeMutablePointer<Float>?) throws(DeviceError)
        -> UnsafeMutablePointer<Float>?
    {
        let rows = place.shape.rows, size = Int(pass.samples) * place.shape.features
        for step in 0..<rows {
            let time = options.goBackwards ? rows - 1 - step : step
            try steps.forward(
                pass, step..<step + 1, input: input.map { $0 + time * size }, from: before(step, pass))
        }
        return steps.hidden(options.returnSequences ? 0 : rows - 1, pass)
    }

    func backward(
        _ pass: DevicePass, input: UnsafeMutablePointer<Float>?, outputGradient: UnsafeMutablePointer<Float>?
    ) throws(DeviceError) -> UnsafeMutablePointer<Float>? {
        let last = place.shape.rows - 1, size = Int(pass.samples) * options.units
        func above(_ step: Int) -> UnsafeMutablePointer<Float>? {
            guard options.returnSequences else { return step == last ? outputGradient : nil }
            return step >= 0 ? outputGradient.map { $0 + step * size } : nil
        }
        for step in (0...last).reversed() {
            try steps.backward(
                pass, step..<step + 1, source: step == last ? above(last) : nil, above: above(step - 1),
                from: before(step, pass))
        }
        try steps.addGradient(
            pass, input: input, start: nil, adds: isContinued, backwards: options.goBackwards)
        guard place.hasInputGradient else { return nil }
        try steps.pullInput(pass, backwards: options.goBackwards, into: inputGradient.numbers)
        return inputGradient.numbers
    }
}
