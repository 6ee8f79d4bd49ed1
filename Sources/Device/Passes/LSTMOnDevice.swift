import CKernels
import Neural

/// The passes of `LSTM` on a device.
final class LSTMOnDevice: DeviceEncoder {
    private let lstm: LSTM
    private let place: DevicePlace
    private let shape: ck_tile_shape
    /// Nil for a layer of many units.
    private let narrow: DeviceModel.Narrow?
    let gateMasks: GateMasks
    private var isContinued = false
    /// As `ck_device_lstm` describes them.
    private let planes, hidden, stateGradient, transposed, arrivals: DeviceBuffer
    private let inputGradient: DeviceBuffer
    private let runSums: (most: Int32, buffer: DeviceBuffer)?

    /// - Throws: `DeviceError.memory`, `.failed`.
    init(
        _ lstm: LSTM, _ place: DevicePlace, shape: ck_tile_shape, narrow: DeviceModel.Narrow?
    ) throws(DeviceError) {
        self.lstm = lstm
        self.place = place
        self.shape = shape
        self.narrow = narrow
        gateMasks = try GateMasks(place, units: lstm.units)
        let states = place.shape.rows * lstm.units
        planes = try place.buffer(6 * states)
        hidden = try place.buffer(states)
        stateGradient = try place.buffer(lstm.units)
        let square = narrow == nil ? 4 * lstm.units * lstm.units : 0
        transposed = try DeviceBuffer(numbers: square, of: place.driver)
        arrivals = try place.buffer(1)
        inputGradient = try place.buffer(place.hasInputGradient ? place.shape.count : 0)
        let terms = place.shape.features + lstm.units + (lstm.useBias ? 1 : 0)
        runSums = try place.runSums(numbers: terms * 4 * lstm.units, timeSteps: place.shape.rows)
    }

    private var units: Int32 { Int32(lstm.units) }

    func masks(_ pass: DevicePass) -> [ck_device_mask] {
        gateMasks.drawn(pass)
    }

    func continues() { isContinued = true }

    func lastState(_ pass: DevicePass) -> StepsOnDevice.State {
        let state = Int(pass.samples) * lstm.units, last = (place.shape.rows - 1) * state
        return StepsOnDevice.State(
            hidden: hidden.numbers.map { $0 + last },
            cell: planes.numbers.map { $0 + 4 * place.shape.rows * state + last })
    }

    var lastCellGradient: UnsafeMutablePointer<Float>? { stateGradient.numbers }

    private func words(
        _ pass: DevicePass, input: UnsafeMutablePointer<Float>?, outputGradient: UnsafeMutablePointer<Float>?
    ) -> ck_device_lstm {
        ck_device_lstm(
            weights: pass.weights.map { UnsafePointer($0 + place.offset) }, transposed: transposed.numbers,
            input: input, input_masks: gateMasks.inputs(pass), state_masks: gateMasks.states(pass),
            planes: planes.numbers, hidden: hidden.numbers,
            state_gradient: stateGradient.numbers, output_gradient: outputGradient, time_steps: place.rows,
            samples: pass.samples, features: place.features, units: units, has_bias: lstm.useBias,
            sequences: lstm.returnSequences, backwards: lstm.goBackwards, continues: isContinued,
            activation: lstm.activation.kernel,
            recurrent_activation: lstm.recurrentActivation.kernel, first_step: 0, step_count: 0,
            arrivals: UnsafeMutablePointer(bitPattern: arrivals.address), chunk: 0, resident: false)
    }

    func forward(_ pass: DevicePass, input: UnsafeMutablePointer<Float>?) throws(DeviceError)
        -> UnsafeMutablePointer<Float>?
    {
        var words = words(pass, input: input, outputGradient: nil)
        if let narrow {
            try pass.queue.launch(ck_launch_narrow_forward(&words), of: narrow.program, words)
        } else {
            let launch = ck_launch_forward(&words, shape, pass.limits)
            try launchSteps(launch, words, pass)
        }
        let last = Int(place.rows - 1) * Int(pass.samples) * lstm.units
        return hidden.numbers.map { lstm.returnSequences ? $0 : $0 + last }
    }

    func backward(
        _ pass: DevicePass, input: UnsafeMutablePointer<Float>?, outputGradient: UnsafeMutablePointer<Float>?
    ) throws(DeviceError) -> UnsafeMutablePointer<Float>? {
        var words = words(pass, input: input, outputGradient: outputGradient)
        if let narrow {
            try pass.queue.launch(
                ck_launch_narrow_backward(&words, narrow.columns), of: narrow.program, words)
        } else {
            try pass.launch("lstm_transpose", each: 4 * lstm.units * lstm.units, words)
            let launch = ck_launch_backward(&words, shape, pass.limits)
            try launchSteps(launch, words, pass)
        }
        try addGradient(pass, input: input)
        guard place.hasInputGradient else { return nil }
        try pullInputGradient(pass)
        return inputGradient.numbers
    }

    /// All steps, in as many launches as it takes.
    private func launchSteps(
        _ launch: ck_launch, _ words: ck_device_lstm, _ pass: DevicePass
    ) throws(DeviceError) {
        guard launch.shared_bytes > 0 else {
            throw DeviceError(
                .kernels,
                "\(lstm.units) units do not fit into the \(pass.limits.shared_bytes) bytes of a block")
        }
        if launch.cooperative { try pass.queue.zero(arrivals.address, bytes: 4 * Int(launch.blocks.1)) }
        var words = words
        while words.first_step < words.time_steps {
            try pass.launch(launch, words)
            words.first_step += words.step_count
        }
    }

    private func addGradient(_ pass: DevicePass, input: UnsafeMutablePointer<Float>?) throws(DeviceError) {
        let plane = Int(place.rows) * Int(pass.samples) * lstm.units
        var words = ck_device_gradient(
            dst: pass.gradient.map { $0 + place.offset }, leaf_stride: pass.parameters, dst_stride: 4 * units,
            bias_row: place.features + units, input: input, input_stride: place.features,
            hidden: hidden.numbers,
            input_masks: gateMasks.inputs(pass), state_masks: gateMasks.states(pass), delta: planes.numbers,
            plane_stride: plane, time_steps: place.rows, samples: pass.samples,
            features: place.features, units: units, columns: units, gates: 4, first_gate: 0,
            biases: lstm.useBias ? 1 : 0, state: CK_STATE_BEFORE, adds: isContinued,
            backwards: lstm.goBackwards, leaves: pass.leaves, rows_together: Int32(NeuralLimits.rowsTogether),
            parts: 1,
            most_runs: runSums?.most ?? 1, run_sums: runSums?.buffer.numbers)
        try pass.launchGradient(&words)
    }

    /// The gates' gradients times their transposed weights, behind their masks.
    private func pullInputGradient(_ pass: DevicePass) throws(DeviceError) {
        let plane = Int(place.rows) * Int(pass.samples) * lstm.units
        let words = ck_device_product(
            dst: inputGradient.numbers, dst_stride: place.features, a: planes.numbers, a_stride: units,
            a_gates: (0, plane, 2 * plane, 3 * plane),
            b: pass.weights.map { UnsafePointer($0 + place.offset) }, b_row: 1,
            b_column: 4 * lstm.units, b_gate: lstm.units, rows: place.rows * pass.samples,
            columns: place.features, depth: units, gates: 4, masks: gateMasks.inputs(pass),
            first_gate: 0, samples: pass.samples, backwards: lstm.goBackwards, base: nil, bias: nil,
            activation: CK_LINEAR)
        try pass.multiply(words)
    }
}
