/// How many numbers each buffer of a recurrent layer's runner holds.
struct RecurrentSizes {
    /// Time steps, F, H, K.
    let timeSteps, features, units, rowLength: Int
    /// G; and groups of rows: G if the gates may have rows of their own, else 1, or 2 where the last gate's
    /// state is its own.
    let gates, groups: Int
    /// Rows of A of one group that are there at the same time.
    let rowCount: Int
    /// Whether the rows of all time steps are there.
    let keepsRows: Bool
    /// Of the inputs, (gates or 1, B, F), and of the state, (gates or 1, B, H).
    let inputMasks, recurrentMasks: Int
    /// (B, H) where the state has masks and no recurrent kernel.
    let factors: Int
    /// Whether planes, and states that are no output, of all time steps are there, or of two in turn.
    let keepsSteps: Bool
    /// (T or 2, B, H) of the states.
    let states: Int
    /// (T or 2, B, H) of a plane, and how many planes there are.
    let planeStates, planes: Int
    /// (B, H), or (T, B, H) for sequences.
    let output: Int
    /// (B, H).
    let state: Int
    /// Of the output and, (B, H), of a step's state; 0 where no pass goes back.
    let outputGradient, stateGradient: Int
    /// Of the transposed weights, (gates, H, H) and (gates, H, F); 0 where no pass goes back, the latter also
    /// where nobody needs the input's gradient.
    let recurrentKernel, kernel: Int

    private let returnSequences: Bool

    init(_ layer: some RecurrentLayer, _ extent: LayerExtent) {
        let (options, form) = (layer.options, layer.form)
        let capacity = extent.capacity
        timeSteps = extent.shape.rows
        features = extent.shape.features
        units = options.units
        gates = form.gates
        planes = form.planes
        rowLength =
            features + (form.hasRecurrentKernel ? units : 0) + (options.useBias ? form.biasRows : 0)
        let anywhere = MaskPlace(layer: 0, mask: 0)
        let inputMaskCount = layer.inputMasks(at: anywhere, features: features).count
        let recurrentMaskCount = layer.recurrentMasks(at: anywhere).count
        groups = Self.groups(form, masks: max(inputMaskCount, recurrentMaskCount))
        keepsSteps = extent.backward != .none
        keepsRows = keepsSteps && groups * timeSteps * capacity * rowLength <= Self.keptNumbers
        rowCount =
            keepsRows
            ? timeSteps * capacity : keepsSteps ? max(NeuralLimits.rowsTogether, capacity) : capacity
        inputMasks = inputMaskCount * capacity * features
        recurrentMasks = recurrentMaskCount * capacity * units
        factors = form.hasRecurrentKernel ? 0 : recurrentMasks
        state = capacity * units
        planeStates = (keepsSteps ? timeSteps : 2) * state
        returnSequences = options.returnSequences
        states = returnSequences ? timeSteps * state : planeStates
        output = returnSequences ? states : state
        outputGradient = extent.ifBackward(output)
        stateGradient = extent.ifBackward(state)
        recurrentKernel = form.hasRecurrentKernel ? extent.ifBackward(gates * units * units) : 0
        kernel = extent.hasInputGradient ? gates * units * features : 0
    }

    /// Groups of rows for the most masks of inputs or state.
    static func groups(_ form: RecurrentForm, masks: Int) -> Int {
        if masks > 1 { return form.gates }
        return form.lastGateHasOwnState ? 2 : 1
    }

    /// Numbers that are not fetched from afar: a small part of a processor's second cache.
    private static let keptNumbers = 1 << 16

    /// From a group's rows to the next group's.
    var rowsStride: Int { rowCount * rowLength + Self.gap }

    /// From a plane to the next.
    var planeStride: Int { planeStates + Self.gap }

    /// Where a step's part of a plane begins, in steps.
    func planePlace(_ step: Int) -> Int { keepsSteps ? step : step & 1 }

    /// Where a step's state begins, in steps.
    func statePlace(_ step: Int) -> Int { keepsSteps || returnSequences ? step : step & 1 }

    /// Between what is read or written at the same time: at distances of powers of two, a processor's cache
    /// keeps but few of them.
    private static let gap = 80

    /// Both kinds of masks.
    var masks: Int { inputMasks + recurrentMasks }

    /// All buffers.
    var total: Int {
        let forward =
            masks + factors + groups * rowsStride + planes * planeStride + states
            + (returnSequences ? 0 : output)
        let backward = outputGradient + recurrentKernel + kernel + 2 * stateGradient
        return forward + backward
    }
}
