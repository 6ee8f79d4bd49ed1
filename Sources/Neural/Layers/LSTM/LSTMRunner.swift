import CKernels

/// The passes of `LSTM`.
///
/// Kernel, recurrent kernel and bias follow each other in the flat buffer, so that together they are one
/// matrix M of K = F + H + 1 rows (without bias F + H). With the rows A = [x_t * m_g | h_{t-1} * r_g | 1] of
/// each gate, one product A M_g gives the pre-activations, and one product of A transposed with their
/// gradients gives all weight gradients. Unless it is small, A is filled anew for the latter, which costs
/// less than to fetch it from far memory.
final class LSTMRunner: LayerRunner {
    let output: FloatBuffer
    let outputGradient: FloatBuffer
    let lstm: LSTM
    let place: LayerPlace
    let sizes: LSTMSizes
    let inputPlans, recurrentPlans: [MaskPlan]
    /// Of the inputs, (gates or 1, B, F), and of the state, (gates or 1, B, H).
    let inputMasks, recurrentMasks: FloatBuffer
    /// A, (gates or 1, rows, K), of all time steps or of as many as one product takes. Gates have rows of
    /// their own only if they have masks of their own.
    let rows: FloatBuffer
    /// Six planes (T, B, H) in the order of processing. Of the gates: activations after the forward pass,
    /// gradients of the pre-activations after the backward pass; then c and activation(c).
    let planes: FloatBuffer
    /// h, (T, B, H), in the order of processing.
    let hidden: FloatBuffer
    let pull: PullBuffers

    init(lstm: LSTM, place: LayerPlace) {
        self.lstm = lstm
        self.place = place
        let sizes = LSTMSizes(lstm, place.extent)
        self.sizes = sizes
        inputPlans = lstm.inputMasks(at: place.firstMask, features: sizes.features)
        recurrentPlans = lstm.recurrentMasks(at: place.firstMask)
        inputMasks = FloatBuffer(count: sizes.inputMasks)
        recurrentMasks = FloatBuffer(count: sizes.recurrentMasks)
        rows = FloatBuffer(count: sizes.groups * sizes.rowsStride)
        planes = FloatBuffer(count: 6 * sizes.planeStride)
        hidden = FloatBuffer(count: sizes.states)
        output = lstm.returnSequences ? hidden : FloatBuffer(count: sizes.output)
        outputGradient = FloatBuffer(count: sizes.output)
        pull = PullBuffers(sizes)
        // Row r always starts at r K, so that the ones for the bias stay in place.
        if lstm.useBias {
            for group in 0..<sizes.groups {
                let start = rows.start + group * sizes.rowsStride
                for row in 1...sizes.rowCount { start[row * sizes.rowLength - 1] = 1 }
            }
        }
    }

    var memoryBytes: Int {
        let buffers = [
            inputMasks, recurrentMasks, rows, planes, hidden, outputGradient,
        ]
        return buffers.reduce(pull.memoryBytes) { $0 + $1.memoryBytes }
            + (lstm.returnSequences ? 0 : output.memoryBytes)
    }

    func forward(_ pass: Pass) {
        let work = LSTMPass(self, pass)
        if let masks = pass.masks {
            for (index, plan) in inputPlans.enumerated() {
                plan.fill(
                    inputMasks.start + index * work.inputSize, samples: work.samples, from: masks)
            }
            for (index, plan) in recurrentPlans.enumerated() {
                plan.fill(
                    recurrentMasks.start + index * work.stateSize, samples: work.samples, from: masks)
            }
        }
        for step in 0..<sizes.timeSteps { work.forward(step) }
        if !lstm.returnSequences {
            output.start.update(from: work.hidden(sizes.timeSteps - 1), count: work.stateSize)
        }
    }

    func backward(_ pass: Pass, gradient: UnsafeMutablePointer<Float>) {
        let work = LSTMPass(self, pass)
        work.prepareBackward()
        for step in (0..<sizes.timeSteps).reversed() {
            work.backward(step)
            work.addWeightGradient(step, gradient + place.offset)
        }
    }
}

/// What the backward pass needs beyond the activations.
struct PullBuffers {
    /// The recurrent kernel's and the kernel's transposes, (gates, H, H) and (gates, H, F).
    let recurrentKernel, kernel: FloatBuffer
    /// dh and dc of one time step, (B, H).
    let hiddenGradient, stateGradient: FloatBuffer

    init(_ sizes: LSTMSizes) {
        recurrentKernel = FloatBuffer(count: sizes.recurrentKernel)
        kernel = FloatBuffer(count: sizes.kernel)
        hiddenGradient = FloatBuffer(count: sizes.state)
        stateGradient = FloatBuffer(count: sizes.state)
    }

    var memoryBytes: Int {
        [recurrentKernel, kernel, hiddenGradient, stateGradient].reduce(0) { $0 + $1.memoryBytes }
    }
}
