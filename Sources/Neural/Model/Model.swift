/// A stack of layers over windows of T time steps and F features: shapes and weights' places, no numbers.
package struct Model: Sendable {
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
    /// C: sample b of a pass is of channel b % C, where a window is several samples.
    package let channels: Int
    /// Series that a sample may be of, for layers that tell them apart.
    package let series: Int
    /// The layers as they are in this model.
    let stack: LayerStack

    package var layers: [Layer] { stack.layers }
    /// What each layer takes in, and what comes behind the last.
    package var shapes: [SampleShape] { stack.shapes }
    /// The layer that takes in what is known; nil where nothing is.
    package var knowingLayer: Int? { stack.knowingLayer }
    /// The layer whose input is joined with what is known.
    package var joiningLayer: Int? { knowingLayer.flatMap { stack.joins($0) ? $0 : nil } }

    /// - Throws: `NeuralError` with the layer and the option for a rate outside 0...1, a size below 1 or too
    ///   large, a noise shape that does not fit, a layer that needs sequences behind one that returns none,
    ///   or orthogonal biases; `badInputShape` where no layer can take in what is known.
    package init(
        layers: [Layer], timeSteps: Int, features: Int, known: Int = 0, channels: Int = 1,
        series: Int = 1
    ) throws(NeuralError) {
        precondition(channels >= 1 && series >= 1, "a window is at least one sample, of some series")
        try Self.checkSizes(layers: layers, timeSteps: timeSteps, features: features)
        stack = try LayerStack(
            layers, input: .sequence(timeSteps: timeSteps, features: features), known: known,
            channels: channels, series: series)
        parameters = ParameterLayout(layers: layers, tensors: stack.tensors)
        guard parameters.count <= NeuralLimits.weights else {
            throw NeuralError(
                .tooLarge, "\(parameters.count) weights; at most \(NeuralLimits.weights) are supported")
        }
        self.timeSteps = timeSteps
        self.features = features
        self.known = known
        self.channels = channels
        self.series = series
        outputShape = stack.output.axes
    }

    /// What a user should know about the model, one sentence each; empty for most models.
    package var warnings: [String] {
        stack.warnings.map { "layer \($0.layer): \($0.text)" }
    }

    /// The most samples of a pass forward in which each sample's numbers are the same bits in whatever
    /// company, and on every processor: the own product makes all of its products. At least 1.
    package var samplesOfOwnProducts: Int { max(1, Matrix.own / max(1, stack.productTerms)) }

    /// Whether a layer needs to know of which series a sample is.
    package var tellsSeriesApart: Bool { stack.tellsSeriesApart }

    /// Whether somebody needs the gradient of what a layer takes in: a layer before it that learns, or who
    /// asks for that of the model's input.
    package func needsInputGradient(layer: Int, ofModelInput: Bool = false) -> Bool {
        stack.needsInputGradient(layer: layer, ofInput: ofModelInput)
    }
}
