/// A stack of layers over windows of T time steps and F features: shapes and weights' places, no numbers.
package struct Model: Sendable {
    package let layers: [Layer]
    /// T, time steps of one sample.
    package let timeSteps: Int
    /// F, features of one sample.
    package let features: Int
    /// Numbers of a sample that a parallel decoder, or else the last dense layer, takes in beside what the
    /// layer before gives: what is known of the sample's future. 0 for none.
    package let known: Int
    package let parameters: ParameterLayout
    /// The shape of one sample's output: [O], or [T, O] for a sequence.
    package let outputShape: [Int]
    /// What each layer takes in, and what comes behind the last.
    package let shapes: [SampleShape]
    /// The layer that takes in what is known; nil where nothing is.
    let knowingLayer: Int?

    /// The layer whose input is joined with what is known.
    var joiningLayer: Int? { knowingLayer.flatMap { layers[$0].definition.joinsKnown ? $0 : nil } }
    /// C: sample b of a pass is of channel b % C, where a window is several samples.
    package let channels: Int
    /// Series that a sample may be of, for layers that tell them apart.
    package let series: Int
    /// The layers as they are in this model.
    let definitions: [any LayerInModel]
    /// Of each layer, in the order of the flat buffer.
    let tensors: [[WeightTensor]]

    /// - Throws: `NeuralError` with the layer and the option for a rate outside 0...1, a size below 1 or too
    ///   large, a noise shape that does not fit, a layer that needs sequences behind one that returns none,
    ///   or orthogonal biases; `badInputShape` where no layer can take in what is known.
    package init(
        layers: [Layer], timeSteps: Int, features: Int, known: Int = 0, channels: Int = 1,
        series: Int = 1
    ) throws(NeuralError) {
        precondition(channels >= 1 && series >= 1, "a window is at least one sample, of some series")
        try Self.checkSizes(layers: layers, timeSteps: timeSteps, features: features)
        knowingLayer = try Self.knowingLayer(layers, known: known)
        var shapes = [SampleShape.sequence(timeSteps: timeSteps, features: features)]
        var definitions: [any LayerInModel] = []
        let lastRecurrent = layers.lastIndex { $0.definition.isRecurrent }
        for (index, layer) in layers.enumerated() {
            do {
                let takesKnown = index == knowingLayer
                let context = LayerContext(
                    before: index > 0 ? (layers[index - 1], shapes[index - 1]) : nil, channels: channels,
                    series: series, known: takesKnown ? known : 0, isLastRecurrent: index == lastRecurrent)
                let definition = try layer.definition.bound(to: context)
                if takesKnown, layer.definition.joinsKnown {
                    shapes[index] = try shapes[index].joined(with: known)
                }
                shapes.append(try definition.output(for: shapes[index]))
                definitions.append(definition)
            } catch {
                throw error.at(layer: index)
            }
        }
        self.definitions = definitions
        tensors = zip(definitions, shapes).map { $0.tensors(for: $1) }
        parameters = ParameterLayout(layers: layers, tensors: tensors)
        guard parameters.count <= NeuralLimits.weights else {
            throw NeuralError(
                .tooLarge, "\(parameters.count) weights; at most \(NeuralLimits.weights) are supported")
        }
        self.layers = layers
        self.timeSteps = timeSteps
        self.features = features
        self.known = known
        self.channels = channels
        self.series = series
        self.shapes = shapes
        outputShape = shapes[layers.count].axes
    }

    /// What a user should know about the model, one sentence each; empty for most models.
    package var warnings: [String] {
        definitions.enumerated().flatMap { index, definition in
            definition.warnings.map { "layer \(index): \($0)" }
        }
    }

    /// Whether somebody needs the gradient of what a layer takes in: a layer before it that learns, or who
    /// asks for that of the model's input.
    package func needsInputGradient(layer: Int, ofModelInput: Bool = false) -> Bool {
        ofModelInput || (0..<layer).contains(where: hasWeights)
    }

    /// Whether a layer needs to know of which series a sample is.
    package var tellsSeriesApart: Bool { definitions.contains(where: \.tellsSeriesApart) }

    /// Whether a layer has something to learn.
    func hasWeights(layer: Int) -> Bool { !tensors[layer].isEmpty }
}
