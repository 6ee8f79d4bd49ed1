/// One layer's buffers and its two passes.
protocol LayerRunner: AnyObject {
    /// (T, B, F) or (B, F) for the B of the current pass.
    var output: FloatBuffer { get }
    /// The gradient of the output; as large where the pass goes back.
    var outputGradient: FloatBuffer { get }
    /// All that the layer allocated.
    var memoryBytes: Int { get }

    func forward(_ pass: Pass)
    /// Writes the layer's part of the gradient, and the gradient of the input where somebody needs it.
    func backward(_ pass: Pass, gradient: UnsafeMutablePointer<Float>)
}

/// What all layers share during one pass.
struct Pass {
    /// P numbers. Layers without weights never read them.
    var weights: UnsafePointer<Float>
    /// B.
    var samples: Int
    /// Nil without dropout.
    var masks: MaskSource?
}

/// How much a layer's buffers must hold.
struct LayerExtent {
    /// Of the input.
    var shape: SampleShape
    /// B at most.
    var capacity: Int
    /// How far back passes go; `.input` where somebody needs the gradient of the layer's input.
    var backward: BackwardReach

    var hasInputGradient: Bool { backward == .input }

    /// Numbers of what only a backward pass needs.
    func ifBackward(_ count: Int) -> Int { backward == .none ? 0 : count }

    /// Numbers of a buffer and of its gradient.
    func withGradient(_ count: Int) -> Int { count + ifBackward(count) }
}

/// What a layer is connected to.
struct LayerPlace {
    /// The layer's index in the model, and the index of its first mask: 0 unless another layer holds it.
    var firstMask: MaskPlace
    var shape: SampleShape
    /// Of the layer's first tensor in the flat buffer.
    var offset: Int
    /// B at most.
    var capacity: Int
    var input: FloatBuffer
    /// Whether passes go back.
    var goesBack: Bool
    /// Where the gradient of the input goes; nil if nobody needs it.
    var inputGradient: FloatBuffer?
    /// (B, known).
    var known: FloatBuffer
    /// Whose samples these are.
    var series: SampleSeries
    /// The runner of the layer before; nil for the first.
    var before: (any LayerRunner)?

    var extent: LayerExtent {
        let backward: BackwardReach = inputGradient != nil ? .input : goesBack ? .weights : .none
        return LayerExtent(shape: shape, capacity: capacity, backward: backward)
    }
}
