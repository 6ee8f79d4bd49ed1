/// What the passes of a kind of recurrent layer work on.
///
/// A layer's weights are one matrix M: kernel (F, G H), below it the recurrent kernel (H, G H) and the
/// biases, one column of H numbers for each of the G gates.
struct RecurrentForm {
    /// G.
    var gates: Int
    /// Planes (T, B, H) beyond one for each gate.
    var furtherPlanes = 0
    /// Rows of M that are biases: the second one, if there is one, is added to what comes from the state.
    var biasRows: Int
    /// Whether M has a recurrent kernel, and the rows that it is multiplied with a state.
    var hasRecurrentKernel = true
    /// The last gate sees another state than the others, which plane `gates` holds.
    var lastGateHasOwnState = false
    /// The plane of each gate that holds, after the backward pass, the gradient of what its state adds, where
    /// this is another than that of what its inputs add: of the last gate alone.
    var lastStatePlane: Int?
    /// The backward pass of a cell leaves a part of the state's gradient that goes by no matrix.
    var carriesState = false
    /// A rate of 1 drops everything; else it drops nothing.
    var dropsAllAtOne = false

    /// Planes (T, B, H).
    var planes: Int { gates + furtherPlanes }
}
