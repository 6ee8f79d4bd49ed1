/// What a layer is: everything that a model asks of it. Weights, masks, memory, validation and the layer's
/// place in a job file follow from this, so that a kind of layer is one folder.
///
/// A layer that holds others asks them in turn, and moves what they say to places of its own: tensors behind
/// each other, masks from another index on.
protocol LayerDefinition: JobVariant<Layer> {
    /// The shape behind the layer.
    ///
    /// - Throws: `NeuralError` with the option, but without the layer's index, for options that cannot be, or
    ///   an input that the layer cannot take.
    func output(for input: SampleShape) throws(NeuralError) -> SampleShape

    /// The weights, in the order in which they stand behind each other in the flat buffer; none for a layer
    /// that has nothing to learn. Of an input that `output` accepts.
    func tensors(for input: SampleShape) -> [WeightTensor]

    /// The masks that a pass with dropout draws, in ascending order of their indices.
    ///
    /// - Parameter place: the layer, and the index of its first mask.
    func masks(at place: MaskPlace, for input: SampleShape) -> [MaskPlan]

    /// Whether the layer, where it is the last of its kind, takes in what is known of a sample's future.
    var takesKnown: Bool { get }

    /// What a user should know about the options, one sentence each, without the layer's index.
    var warnings: [String] { get }

    /// Numbers in all buffers of the runner, told before it is made.
    func numbers(for extent: LayerExtent) -> Int

    /// Buffers and passes.
    func makeRunner(at place: LayerPlace) -> any LayerRunner
}

extension LayerDefinition {
    func tensors(for input: SampleShape) -> [WeightTensor] { [] }
    func masks(at place: MaskPlace, for input: SampleShape) -> [MaskPlan] { [] }
    var takesKnown: Bool { false }
    var warnings: [String] { [] }
}
