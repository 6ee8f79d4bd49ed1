/// How many numbers each buffer of an LSTM's runner holds.
struct LSTMSizes {
    /// Time steps, F, H, K.
    let timeSteps, features, units, rowLength: Int
    /// 4 if the gates may have rows of their own, else 1.
    let groups: Int
    /// Rows of A of one group that are there at the same time.
    let rowCount: Int
    /// Whether the rows of all time steps are there.
    let keepsRows: Bool
    /// Of the inputs, (gates or 1, B, F), and of the state, (gates or 1, B, H).
    let inputMasks, recurrentMasks: Int
    /// (T, B, H), of which the gates have four.
    let states: Int
    /// (B, H), or (T, B, H) for sequences.
    let output: Int
    /// (B, H).
    let state: Int
    /// Of the transposed weights, (gates, H, H) and (gates, H, F); the latter 0 where nobody needs the
    /// input's gradient.
    let recurrentKernel, kernel: Int

    private let returnSequences: Bool

    init(_ lstm: LSTM, _ extent: LayerExtent) {
        let capacity = extent.capacity
        timeSteps = extent.shape.rows
        features = extent.shape.features
        units = lstm.units
        rowLength = features + units + (lstm.useBias ? 1 : 0)
        let anywhere = MaskPlace(layer: 0, mask: 0)
        let inputMaskCount = lstm.inputMasks(at: anywhere, features: features).count
        let recurrentMaskCount = lstm.recurrentMasks(at: anywhere).count
        groups = max(inputMaskCount, recurrentMaskCount) == 4 ? 4 : 1
        keepsRows = groups * timeSteps * capacity * rowLength <= Self.keptNumbers
        rowCount = keepsRows ? timeSteps * capacity : max(NeuralLimits.rowsTogether, capacity)
        inputMasks = inputMaskCount * capacity * features
        recurrentMasks = recurrentMaskCount * capacity * units
        state = capacity * units
        states = timeSteps * state
        returnSequences = lstm.returnSequences
        output = returnSequences ? states : state
        recurrentKernel = 4 * units * units
        kernel = extent.hasInputGradient ? 4 * units * features : 0
    }

    /// Numbers that are not fetched from afar: a small part of a processor's second cache.
    private static let keptNumbers = 1 << 16

    /// From a group's rows to the next group's.
    var rowsStride: Int { rowCount * rowLength + Self.gap }

    /// From a gate's plane to the next gate's, and on to those of c and activation(c).
    var planeStride: Int { states + Self.gap }

    /// Between what is read or written at the same time: at distances of powers of two, a processor's cache
    /// keeps but few of them.
    private static let gap = 80

    /// All buffers.
    var total: Int {
        let forward =
            inputMasks + recurrentMasks + groups * rowsStride + 6 * planeStride + states
            + (returnSequences ? 0 : output) + output
        let backward = recurrentKernel + kernel + 2 * state
        return forward + backward
    }
}
