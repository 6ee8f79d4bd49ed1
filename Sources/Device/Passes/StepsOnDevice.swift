import CKernels
import Neural

/// The time steps of a recurrent layer on a device, one by one, or side by side where each begins from the
/// same state: products, cells, and the way back.
///
/// A row is a sample's at a step; rows of steps follow each other.
final class StepsOnDevice {
    let form: DeviceRecurrence
    private let place: DevicePlace
    private let features, steps: Int
    private let masks: GateMasks
    /// (planes, steps, S, H), h (steps, S, H).
    private let planes, hidden: DeviceBuffer
    /// What goes back to the state before, of as many rows as are side by side; and of a GRU's r h.
    private let gradient, cellGradient, reset: DeviceBuffer
    private let runSums: (most: Int32, buffer: DeviceBuffer)?

    /// - Parameters:
    ///   - place: Of the layer that has the weights.
    ///   - features: F.
    ///   - together: Steps side by side.
    /// - Throws: `DeviceError.memory`, `.failed`.
    init(
        _ form: DeviceRecurrence, _ place: DevicePlace, features: Int, steps: Int, together: Int,
        masks: GateMasks
    ) throws(DeviceError) {
        self.form = form
        self.place = place
        self.features = features
        self.steps = steps
        self.masks = masks
        planes = try place.buffer(form.planes * steps * form.units)
        hidden = try place.buffer(steps * form.units)
        gradient = try place.buffer(together * form.units)
        cellGradient = try place.buffer(together * form.units)
        reset = try place.buffer(together * form.units)
        runSums = try place.runSums(
            numbers: form.rows(features: features) * form.gates * form.units, timeSteps: steps)
    }

    /// The state that a step begins from: h (S, H), and c of an LSTM.
    struct State {
        var hidden: UnsafeMutablePointer<Float>?
        var cell: UnsafeMutablePointer<Float>?
    }

    private var units: Int { form.units }
    private func state(_ pass: DevicePass) -> Int { Int(pass.samples) * units }
    private func plane(_ pass: DevicePass) -> Int { steps * state(pass) }

    /// A plane from a step on.
    private func plane(_ index: Int, _ step: Int, _ pass: DevicePass) -> UnsafeMutablePointer<Float>? {
        planes.numbers.map { $0 + index * plane(pass) + step * state(pass) }
    }

    /// h from a step on.
    func hidden(_ step: Int, _ pass: DevicePass) -> UnsafeMutablePointer<Float>? {
        hidden.numbers.map { $0 + step * state(pass) }
    }

    /// What goes back to the state before the rows that went back last, (rows, H), and to c.
    var stateGradient: State { State(hidden: gradient.numbers, cell: cellGradient.numbers) }

    // MARK: Forward

    /// Steps `range`, all from the same state.
    ///
    /// - Parameter input: (steps of the range, S, F).
    /// - Throws: `DeviceError.kernels`, `.failed`.
    func forward(
        _ pass: DevicePass, _ range: Range<Int>, input: UnsafeMutablePointer<Float>?, from start: State
    ) throws(DeviceError) {
        let step = range.lowerBound
        try multiply(pass, range, input: input, state: start.hidden, form.products(features: features)[0])
        var words = cell(pass, range, from: start)
        words.does_second = form.isWholeCell
        try pass.launch(form.cellKernel, each: words.count, words)
        guard !form.isWholeCell else { return }
        try multiply(
            pass, range, input: input, state: plane(3, step, pass), repeats: false,
            form.products(features: features)[1])
        (words.does_first, words.does_second) = (false, true)
        try pass.launch(form.cellKernel, each: words.count, words)
    }

    private func multiply(
        _ pass: DevicePass, _ range: Range<Int>, input: UnsafeMutablePointer<Float>?,
        state: UnsafeMutablePointer<Float>?, repeats: Bool = true, _ products: [DeviceRecurrence.Product]
    ) throws(DeviceError) {
        let weights = pass.weights.map { UnsafePointer($0 + place.offset) }
        var words = ck_device_step()
        words.weights = weights
        words.input = UnsafePointer(input)
        words.state = UnsafePointer(state)
        words.state_repeats = repeats
        words.input_masks = masks.inputs(pass)
        words.state_masks = masks.states(pass)
        words.rows = Int32(range.count) * pass.samples
        words.samples = pass.samples
        words.features = Int32(features)
        words.units = Int32(units)
        words.gates = Int32(form.gates)
        let pieces = products.map { product in
            ck_device_piece(
                dst: plane(product.plane, range.lowerBound, pass), first: Int32(product.terms.lowerBound),
                end: Int32(product.terms.upperBound), gate: Int32(product.gate),
                bias: product.biasRow.flatMap { row in
                    weights.map { $0 + (row * form.gates + product.gate) * units }
                })
        }
        withUnsafeMutableBytes(of: &words.pieces) { list in
            pieces.withUnsafeBytes { list.copyMemory(from: $0) }
        }
        let launch = withUnsafePointer(to: words) { ck_launch_step($0, Int32(pieces.count), pass.limits) }
        try pass.launch(launch, words)
    }

    private func cell(_ pass: DevicePass, _ range: Range<Int>, from start: State) -> ck_device_cell {
        ck_device_cell(
            planes: plane(0, range.lowerBound, pass), plane: plane(pass), before: start.hidden,
            cell_before: start.cell, hidden: hidden(range.lowerBound, pass), source: nil,
            gradient: gradient.numbers, cell_gradient: cellGradient.numbers, reset: nil, above: nil,
            count: range.count * state(pass), state: state(pass), reset_after: form.resetsAfter,
            does_first: true, does_second: true, activation: form.activation,
            recurrent_activation: form.recurrentActivation)
    }

    // MARK: Backward

    /// The way back through steps `range`, to `stateGradient`.
    ///
    /// - Parameters:
    ///   - source: the gradient of h, (steps of the range, S, H); nil: `stateGradient`.
    ///   - above: is added to what goes back.
    ///   - start: what `forward` was told.
    /// - Throws: `DeviceError.kernels`, `.failed`.
    func backward(
        _ pass: DevicePass, _ range: Range<Int>, source: UnsafeMutablePointer<Float>?,
        above: UnsafeMutablePointer<Float>?, from start: State
    ) throws(DeviceError) {
        let rows = Int32(range.count) * pass.samples
        var words = cell(pass, range, from: start)
        words.source = UnsafePointer(source ?? gradient.numbers)
        words.above = UnsafePointer(above)
        words.does_second = form.isWholeCell
        try pass.launch(form.backKernel, each: words.count, words)
        if !form.isWholeCell {
            if start.hidden != nil {
                try pull(pass, rows: rows, step: range.lowerBound, gates: [2], base: nil, into: reset)
                words.reset = UnsafePointer(reset.numbers)
            }
            (words.does_first, words.does_second) = (false, true)
            try pass.launch(form.backKernel, each: words.count, words)
        }
        guard start.hidden != nil else { return }
        try pull(
            pass, rows: rows, step: range.lowerBound, gates: form.gatesOfState,
            base: form.carriesState ? gradient.numbers : above, into: gradient)
    }

    /// target = base + gates' gradients times their transposed recurrent kernels, behind their masks.
    private func pull(
        _ pass: DevicePass, rows: Int32, step: Int, gates: [Int], base: UnsafeMutablePointer<Float>?,
        into target: DeviceBuffer
    ) throws(DeviceError) {
        try multiplyBack(
            pass, rows: rows, step: step, planes: gates.map { form.statePlane($0) }, firstGate: gates[0],
            firstRow: features, columns: units, masks: masks.states(pass), base: base, into: target.numbers)
    }

    /// The gradient of the input, of all steps.
    ///
    /// - Throws: `DeviceError.kernels`, `.failed`.
    func pullInput(
        _ pass: DevicePass, backwards: Bool, into target: UnsafeMutablePointer<Float>?
    ) throws(DeviceError) {
        try multiplyBack(
            pass, rows: Int32(steps) * pass.samples, step: 0, planes: Array(0..<form.gates), firstGate: 0,
            firstRow: 0, columns: features, masks: masks.inputs(pass), base: nil, into: target,
            backwards: backwards)
    }

    private func multiplyBack(
        _ pass: DevicePass, rows: Int32, step: Int, planes: [Int], firstGate: Int, firstRow: Int,
        columns: Int, masks: ck_device_gates, base: UnsafeMutablePointer<Float>?,
        into target: UnsafeMutablePointer<Float>?, backwards: Bool = false
    ) throws(DeviceError) {
        let weights = pass.weights.map {
            UnsafePointer($0 + place.offset + (firstRow * form.gates + firstGate) * units)
        }
        var words = ck_device_product()
        words.dst = target
        words.dst_stride = Int32(columns)
        words.a = UnsafePointer(plane(0, step, pass))
        words.a_stride = Int32(units)
        words.b = weights
        words.b_row = 1
        words.b_column = form.gates * units
        words.b_gate = units
        words.rows = rows
        words.columns = Int32(columns)
        words.depth = Int32(units)
        words.gates = Int32(planes.count)
        words.masks = masks
        words.first_gate = Int32(firstGate)
        words.samples = pass.samples
        words.backwards = backwards
        words.base = UnsafePointer(base)
        words.activation = CK_LINEAR
        words.setGates(planes.map { $0 * plane(pass) })
        try pass.multiply(words)
    }

    /// The weights' gradients of all steps.
    ///
    /// - Parameters:
    ///   - input: (steps, S, F) in the order of time.
    ///   - start: The state that all steps began from; nil: each began from the one before.
    ///   - adds: To what stands there.
    /// - Throws: `DeviceError.kernels`, `.failed`.
    func addGradient(
        _ pass: DevicePass, input: UnsafeMutablePointer<Float>?, start: State?, adds: Bool, backwards: Bool
    ) throws(DeviceError) {
        for part in form.gradients(features: features) {
            var words = ck_device_gradient()
            words.dst = pass.gradient.map {
                $0 + place.offset + (part.firstRow * form.gates + part.gates.lowerBound) * units
            }
            words.leaf_stride = pass.parameters
            words.dst_stride = Int32(form.gates * units)
            words.bias_row = Int32(part.biasRow - part.firstRow)
            words.input = UnsafePointer(input)
            words.input_stride = Int32(features)
            words.hidden = UnsafePointer(
                part.ownState ? plane(3, 0, pass) : start?.hidden ?? hidden.numbers)
            words.state = part.ownState ? CK_STATE_HERE : start == nil ? CK_STATE_BEFORE : CK_STATE_START
            words.input_masks = masks.inputs(pass)
            words.state_masks = masks.states(pass)
            words.delta = UnsafePointer(plane(part.plane, 0, pass))
            words.plane_stride = plane(pass)
            words.time_steps = Int32(steps)
            words.samples = pass.samples
            words.features = part.hasInput ? Int32(features) : 0
            words.units = part.hasState ? Int32(units) : 0
            words.columns = Int32(units)
            words.gates = Int32(part.gates.count)
            words.first_gate = Int32(part.gates.lowerBound)
            words.biases = Int32(part.biases)
            words.adds = adds
            words.backwards = backwards
            words.leaves = pass.leaves
            words.rows_together = Int32(NeuralLimits.rowsTogether)
            words.most_runs = runSums?.most ?? 1
            words.run_sums = runSums?.buffer.numbers
            try pass.launchGradient(&words)
        }
    }
}
