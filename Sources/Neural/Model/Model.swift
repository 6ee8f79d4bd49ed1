/// A stack of layers over windows of T time steps and F features: shapes and weights' places, no numbers.
package struct Model: Sendable {
    package let layers: [Layer]
    /// T, time steps of one sample.
    package let timeSteps: Int
    /// F, features of one sample.
    package let features: Int
    package let parameters: ParameterLayout
    /// The shape of one sample's output: [O], or [T, O] for a sequence.
    package let outputShape: [Int]
    /// The shapes before each layer, and behind the last.
    let shapes: [SampleShape]

    /// - Throws: `NeuralError` with the layer and the option for a rate outside 0...1, a size below 1 or too
    ///   large, a noise shape that does not fit, an LSTM behind a layer that returns no sequences, or
    ///   orthogonal biases.
    package init(layers: [Layer], timeSteps: Int, features: Int) throws(NeuralError) {
        try Self.checkSizes(layers: layers, timeSteps: timeSteps, features: features)
        var shapes = [SampleShape.sequence(timeSteps: timeSteps, features: features)]
        for (index, layer) in layers.enumerated() {
            shapes.append(try Self.output(of: layer, index: index, input: shapes[index]))
        }
        parameters = ParameterLayout(layers: layers, inputs: shapes)
        guard parameters.count <= Self.largestParameterCount else {
            throw NeuralError(
                .tooLarge, "\(parameters.count) weights; at most \(Self.largestParameterCount) are supported")
        }
        self.layers = layers
        self.timeSteps = timeSteps
        self.features = features
        self.shapes = shapes
        outputShape = shapes[layers.count].axes
    }

    /// What a user should know about the model, one sentence each; empty for most models.
    package var warnings: [String] {
        layers.enumerated().flatMap { index, layer in
            switch layer {
            case .lstm(let lstm): Self.warnings(about: lstm, index: index)
            case .dropout(let dropout): Self.warnings(rate: dropout.rate, index: index)
            case .spatialDropout1D(let dropout): Self.warnings(rate: dropout.rate, index: index)
            case .dense: [String]()
            }
        }
    }

    private static func warnings(rate: Double, index: Int) -> [String] {
        rate == 1 ? ["layer \(index): dropout with rate 1 turns everything into zeros while training"] : []
    }

    private static func warnings(about lstm: LSTM, index: Int) -> [String] {
        var warnings: [String] = []
        if lstm.activation.isUnbounded || lstm.recurrentActivation.isUnbounded {
            let name = lstm.activation.isUnbounded ? lstm.activation : lstm.recurrentActivation
            warnings.append(
                "layer \(index): \(name.rawValue) in an LSTM is unbounded; the state can grow without limit"
            )
        }
        for (option, rate) in [("dropout", lstm.dropout), ("recurrent_dropout", lstm.recurrentDropout)]
        where rate == 1 {
            warnings.append("layer \(index): \(option) of 1 in an LSTM means no dropout, as in Keras")
        }
        return warnings
    }
}
