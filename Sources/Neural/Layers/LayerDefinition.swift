/// What a job says of a layer.
protocol LayerChoice: JobVariant<Layer> {
    /// Whether the layer, where it is the last of its kind, takes in what is known of a sample's future.
    var takesKnown: Bool { get }
    /// Whether it does so behind its own input, as one vector with it.
    var joinsKnown: Bool { get }
    /// Whether it takes in what is known before any layer that joins it does.
    var asksKnown: Bool { get }
    /// Whether it goes through time steps with a state, or holds who does.
    var isRecurrent: Bool { get }

    /// The layer as a part of a model.
    ///
    /// - Throws: `NeuralError` without the layer's index where it cannot stand there.
    func bound(to context: LayerContext) throws(NeuralError) -> any LayerInModel
}

/// Where in a model a layer stands.
struct LayerContext {
    /// The layer before, and what it takes in; nil for the first.
    let before: (layer: Layer, input: SampleShape)?
    /// What the layer takes in, without what is known.
    let input: SampleShape
    /// C, samples that a window is.
    let channels: Int
    /// Series that a sample may be of, at least 1.
    let series: Int
    /// Numbers of a sample's known future that the layer takes in.
    let known: Int
    /// Whether no recurrent layer follows.
    let isLastRecurrent: Bool
}

/// What a layer is: everything that a model asks of it. Weights, masks, memory and validation follow from
/// this.
///
/// A layer that holds others asks them in turn, and moves what they say to places of its own: tensors behind
/// each other, masks from another index on.
protocol LayerInModel: Sendable {
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

    /// Whether the layer needs to know of which series a sample is.
    var tellsSeriesApart: Bool { get }

    /// What a user should know about the options, one sentence each, without the layer's index.
    var warnings: [String] { get }

    /// Numbers in all buffers of the runner, told before it is made.
    func numbers(for extent: LayerExtent) -> Int

    /// Multiply-adds for each sample of the largest product of a pass forward; 0 where it makes none.
    func productTerms(for input: SampleShape) -> Int

    /// Buffers and passes.
    func makeRunner(at place: LayerPlace) -> any LayerRunner
}

/// A layer that is the same wherever it stands: a kind of layer is one folder.
protocol LayerDefinition: LayerChoice, LayerInModel {}

extension LayerChoice {
    var takesKnown: Bool { false }
    var joinsKnown: Bool { takesKnown }
    var asksKnown: Bool { takesKnown && !joinsKnown }
    var isRecurrent: Bool { false }
}

extension LayerDefinition {
    func bound(to context: LayerContext) throws(NeuralError) -> any LayerInModel { self }
}

extension LayerInModel {
    func tensors(for input: SampleShape) -> [WeightTensor] { [] }
    func masks(at place: MaskPlace, for input: SampleShape) -> [MaskPlan] { [] }
    func productTerms(for input: SampleShape) -> Int { 0 }
    var tellsSeriesApart: Bool { false }
    var warnings: [String] { [] }
}
