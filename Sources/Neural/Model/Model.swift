/// A stack of layers over windows of T time steps and F features: shapes and weights' places, no numbers.
package struct Model: Sendable {
    package let layers: [Layer]
    /// T, time steps of one sample.
    package let timeSteps: Int
    /// F, features of one sample.
    package let features: Int
    /// Numbers of a sample that the last dense layer takes in beside what the layer before gives: what is
    /// known of the sample's future. 0 for none.
    package let known: Int
    package let parameters: ParameterLayout
    /// The shape of one sample's output: [O], or [T, O] for a sequence.
    package let outputShape: [Int]
    /// What each layer takes in, and what comes behind the last.
    package let shapes: [SampleShape]
    /// The layer that takes in what is known; nil where nothing is.
    let knowingLayer: Int?
    /// Of each layer, in the order of the flat buffer.
    let tensors: [[WeightTensor]]

    /// - Throws: `NeuralError` with the layer and the option for a rate outside 0...1, a size below 1 or too
    ///   large, a noise shape that does not fit, a layer that needs sequences behind one that returns none,
    ///   or orthogonal biases; `badInputShape` where no layer can take in what is known.
    package init(layers: [Layer], timeSteps: Int, features: Int, known: Int = 0) throws(NeuralError) {
        try Self.checkSizes(layers: layers, timeSteps: timeSteps, features: features)
        knowingLayer = try Self.knowingLayer(layers, known: known)
        var shapes = [SampleShape.sequence(timeSteps: timeSteps, features: features)]
        for (index, layer) in layers.enumerated() {
            do {
                if index == knowingLayer { shapes[index] = try shapes[index].joined(with: known) }
                shapes.append(try layer.definition.output(for: shapes[index]))
            } catch {
                throw error.at(layer: index)
            }
        }
        tensors = zip(layers, shapes).map { layer, input in layer.definition.tensors(for: input) }
        parameters = ParameterLayout(layers: layers, tensors: tensors)
        guard parameters.count <= NeuralLimits.weights else {
            throw NeuralError(
                .tooLarge, "\(parameters.count) weights; at most \(NeuralLimits.weights) are supported")
        }
        self.layers = layers
        self.timeSteps = timeSteps
        self.features = features
        self.known = known
        self.shapes = shapes
        outputShape = shapes[layers.count].axes
    }

    /// What a user should know about the model, one sentence each; empty for most models.
    package var warnings: [String] {
        layers.enumerated().flatMap { index, layer in
            layer.definition.warnings.map { "layer \(index): \($0)" }
        }
    }

    /// Whether somebody needs the gradient of what a layer takes in: a layer before it that learns, or who
    /// asks for that of the model's input.
    package func needsInputGradient(layer: Int, ofModelInput: Bool = false) -> Bool {
        ofModelInput || (0..<layer).contains(where: hasWeights)
    }

    /// Whether a layer has something to learn.
    func hasWeights(layer: Int) -> Bool { !tensors[layer].isEmpty }
}
