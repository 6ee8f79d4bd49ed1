/// The passes of the recurrent layers.
///
/// Kernel, recurrent kernel and biases follow each other in the flat buffer, so that together they are one
/// matrix M of K = F + H + 1 rows (without bias F + H). With the rows A = [x_t * m_g | h_{t-1} * r_g | 1] of
/// each gate, one product A M_g gives the pre-activations, and one product of A transposed with their
/// gradients gives all weight gradients. Unless it is small, A is filled anew for the latter, which costs
/// less than to fetch it from far memory.
final class RecurrentRunner: LayerRunner {
    let output: FloatBuffer
    let outputGradient: FloatBuffer
    let options: RecurrentOptions
    let form: RecurrentForm
    let place: LayerPlace
    let sizes: RecurrentSizes
    let inputPlans, recurrentPlans: [MaskPlan]
    /// Of the inputs, (gates or 1, B, F), and of the state, (gates or 1, B, H); those of `start`, which has
    /// filled them, where there is one.
    let inputMasks, recurrentMasks: FloatBuffer
    /// What a state counts times where there is no recurrent kernel, behind the state's masks, (B, H).
    let factors: FloatBuffer
    /// A, (groups, rows, K), of all time steps or of as many as one product takes. Gates have rows of their
    /// own only if they have masks or a state of their own.
    let rows: FloatBuffer
    /// Planes (T, B, H) in the order of processing, the gates' first: after the forward pass activations, or
    /// what their derivatives need instead; gradients of the pre-activations after the backward pass. Of two
    /// steps in turn where no pass goes back.
    let planes: FloatBuffer
    /// h, (T, B, H), in the order of processing; of two steps in turn where that is enough.
    let hidden: FloatBuffer
    let pull: PullBuffers
    /// The runner whose last state each time step begins from; nil where each goes on from the one before.
    let start: RecurrentRunner?
    /// Whether another runner goes on from here: it begins the gradients of the weights and of the cell's
    /// last state.
    var isContinued = false
    private let cell: any RecurrentCell

    init(layer: some RecurrentLayer, place: LayerPlace, start: RecurrentRunner? = nil) {
        self.start = start
        options = layer.options
        form = layer.form
        cell = layer.cell
        self.place = place
        let sizes = RecurrentSizes(layer, place.extent)
        self.sizes = sizes
        inputPlans = layer.inputMasks(at: place.firstMask, features: sizes.features)
        recurrentPlans = layer.recurrentMasks(at: place.firstMask)
        inputMasks = start?.inputMasks ?? FloatBuffer(count: sizes.inputMasks)
        recurrentMasks = start?.recurrentMasks ?? FloatBuffer(count: sizes.recurrentMasks)
        factors = FloatBuffer(count: sizes.factors)
        rows = FloatBuffer(count: sizes.groups * sizes.rowsStride)
        planes = FloatBuffer(count: sizes.planes * sizes.planeStride)
        hidden = FloatBuffer(count: sizes.states)
        output = options.returnSequences ? hidden : FloatBuffer(count: sizes.output)
        outputGradient = FloatBuffer(count: sizes.outputGradient)
        pull = PullBuffers(sizes)
        // Row r always starts at r K, so that the ones for the biases stay in place.
        let biasRows = options.useBias ? form.biasRows : 0
        for group in 0..<sizes.groups {
            let start = rows.start + group * sizes.rowsStride
            for row in 1...sizes.rowCount {
                for bias in 0..<biasRows { start[row * sizes.rowLength - 1 - bias] = 1 }
            }
        }
    }

    var memoryBytes: Int {
        let masks = start == nil ? [inputMasks, recurrentMasks] : []
        return (masks + [factors, rows, planes, hidden, outputGradient]).reduce(pull.memoryBytes) {
            $0 + $1.memoryBytes
        }
            + (options.returnSequences ? 0 : output.memoryBytes)
    }

    func forward(_ pass: Pass) {
        let work = RecurrentPass(self, pass)
        if start == nil, let masks = pass.masks {
            for (index, plan) in inputPlans.enumerated() {
                plan.fill(
                    inputMasks.start + index * work.inputSize, samples: work.samples, from: masks)
            }
            for (index, plan) in recurrentPlans.enumerated() {
                plan.fill(
                    recurrentMasks.start + index * work.stateSize, samples: work.samples, from: masks)
            }
        }
        for step in 0..<sizes.timeSteps { cell.forward(work, step) }
        if !options.returnSequences {
            output.start.update(from: work.hidden(sizes.timeSteps - 1), count: work.stateSize)
        }
    }

    func backward(_ pass: Pass, gradient: UnsafeMutablePointer<Float>) {
        let work = RecurrentPass(self, pass)
        work.prepareBackward()
        for step in (0..<sizes.timeSteps).reversed() {
            work.begin(step)
            cell.backward(work, step)
            work.pullBack(step)
            work.addWeightGradient(step, gradient + place.offset)
        }
        if start == nil { cell.finishBackward(work, gradient + place.offset) }
    }
}

/// What the backward pass needs beyond the activations.
struct PullBuffers {
    /// The recurrent kernel's and the kernel's transposes, (gates, H, H) and (gates, H, F).
    let recurrentKernel, kernel: FloatBuffer
    /// dh of one time step, (B, H), and as many numbers that the cell has for its own.
    let hiddenGradient, cellGradient: FloatBuffer

    init(_ sizes: RecurrentSizes) {
        recurrentKernel = FloatBuffer(count: sizes.recurrentKernel)
        kernel = FloatBuffer(count: sizes.kernel)
        hiddenGradient = FloatBuffer(count: sizes.stateGradient)
        cellGradient = FloatBuffer(count: sizes.stateGradient)
    }

    var memoryBytes: Int {
        [recurrentKernel, kernel, hiddenGradient, cellGradient].reduce(0) { $0 + $1.memoryBytes }
    }
}
