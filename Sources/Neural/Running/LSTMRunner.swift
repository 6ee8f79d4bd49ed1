import CKernels

/// The passes of `LSTM`.
///
/// Kernel, recurrent kernel and bias follow each other in the flat buffer, so that together they are one
/// matrix M of K = F + H + 1 rows (without bias F + H). With the rows A = [x_t * m_g | h_{t-1} * r_g | 1] of
/// each gate, one product A M_g gives the pre-activations, and one product of A transposed with their
/// gradients gives all weight gradients.
final class LSTMRunner: LayerRunner {
    let output: FloatBuffer
    let outputGradient: FloatBuffer
    let lstm: LSTM
    let place: LayerPlace
    let timeSteps: Int
    /// F, H, K.
    let features, units, rowLength: Int
    let inputPlans, recurrentPlans: [MaskPlan]
    /// Of the inputs, (gates or 1, B, F), and of the state, (gates or 1, B, H).
    let inputMasks, recurrentMasks: FloatBuffer
    /// A, (gates or 1, T, B, K). Gates have rows of their own only if they have masks of their own.
    let rows: FloatBuffer
    /// (gates, T, B, H): activations after the forward pass, gradients of the pre-activations after the
    /// backward pass.
    let gates: FloatBuffer
    /// c, activation(c) and h, (T, B, H), in the order of processing.
    let state, stateActivated, hidden: FloatBuffer
    let pull: PullBuffers

    init(lstm: LSTM, place: LayerPlace) {
        self.lstm = lstm
        self.place = place
        timeSteps = place.shape.rows
        features = place.shape.features
        units = lstm.units
        rowLength = features + units + (lstm.useBias ? 1 : 0)
        inputPlans = MaskPlan.inputMasks(of: lstm, layer: place.index, features: features)
        recurrentPlans = MaskPlan.recurrentMasks(of: lstm, layer: place.index)
        let rowCount = timeSteps * place.capacity
        let groups = max(inputPlans.count, recurrentPlans.count) == 4 ? 4 : 1
        inputMasks = FloatBuffer(count: inputPlans.count * place.capacity * features)
        recurrentMasks = FloatBuffer(count: recurrentPlans.count * place.capacity * units)
        rows = FloatBuffer(count: groups * rowCount * rowLength)
        gates = FloatBuffer(count: 4 * rowCount * units)
        state = FloatBuffer(count: rowCount * units)
        stateActivated = FloatBuffer(count: rowCount * units)
        hidden = FloatBuffer(count: rowCount * units)
        output = lstm.returnSequences ? hidden : FloatBuffer(count: place.capacity * units)
        outputGradient = FloatBuffer(count: output.count)
        pull = PullBuffers(place: place, units: units, planes: groups)
        // Row r always starts at r K, so that the ones for the bias stay in place.
        if lstm.useBias {
            for row in 0..<groups * rowCount { rows.start[row * rowLength + rowLength - 1] = 1 }
        }
    }

    var memoryBytes: Int {
        let buffers = [
            inputMasks, recurrentMasks, rows, gates, state, stateActivated, hidden, outputGradient,
        ]
        return buffers.reduce(pull.memoryBytes) { $0 + $1.memoryBytes }
            + (lstm.returnSequences ? 0 : output.memoryBytes)
    }

    func forward(_ pass: Pass) {
        let work = LSTMPass(self, pass)
        if let masks = pass.masks {
            for (index, plan) in inputPlans.enumerated() {
                plan.fill(
                    inputMasks.start + index * work.samples * features, samples: work.samples, from: masks)
            }
            for (index, plan) in recurrentPlans.enumerated() {
                plan.fill(
                    recurrentMasks.start + index * work.samples * units, samples: work.samples, from: masks)
            }
        }
        for step in 0..<timeSteps { work.forward(step) }
        if !lstm.returnSequences {
            output.start.update(from: work.hidden(timeSteps - 1), count: work.samples * units)
        }
    }

    func backward(_ pass: Pass, gradient: UnsafeMutablePointer<Float>) {
        let work = LSTMPass(self, pass)
        work.prepareBackward()
        for step in (0..<timeSteps).reversed() {
            work.backward(step)
            work.addWeightGradient(step, gradient + place.offset)
        }
    }
}

/// What the backward pass needs beyond the activations.
struct PullBuffers {
    /// The recurrent kernel's and the kernel's transposes, (gates, H, H) and (gates, H, F).
    let recurrentKernel, kernel: FloatBuffer
    /// Gradients of the masked state and input of one time step, (gates or 1, B, H) and (gates or 1, B, F).
    let state, input: FloatBuffer
    /// dh and dc of one time step, (B, H).
    let hiddenGradient, stateGradient: FloatBuffer

    init(place: LayerPlace, units: Int, planes: Int) {
        let features = place.inputGradient == nil ? 0 : place.shape.features
        recurrentKernel = FloatBuffer(count: 4 * units * units)
        kernel = FloatBuffer(count: 4 * units * features)
        state = FloatBuffer(count: planes * place.capacity * units)
        input = FloatBuffer(count: planes * place.capacity * features)
        hiddenGradient = FloatBuffer(count: place.capacity * units)
        stateGradient = FloatBuffer(count: place.capacity * units)
    }

    var memoryBytes: Int {
        [recurrentKernel, kernel, state, input, hiddenGradient, stateGradient].reduce(0) {
            $0 + $1.memoryBytes
        }
    }
}
