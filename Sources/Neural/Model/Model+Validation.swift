/// What a model may consist of.
extension Model {
    /// Weights: 4 GiB of them, which is far beyond what one processor trains.
    package static let largestParameterCount = 1 << 30
    /// Time steps, features or units.
    package static let largestSize = 1 << 20
    /// Numbers in one sample, so that every element of a mask has an index of its own in the stream.
    package static let largestSample = 1 << 30
    /// The layer's index takes 16 bits of a stream's domain.
    package static let largestLayerCount = 1 << 16

    static func checkSizes(layers: [Layer], timeSteps: Int, features: Int) throws(NeuralError) {
        guard (1...largestLayerCount).contains(layers.count) else {
            throw NeuralError(
                .badLayerCount, "\(layers.count) layers; 1 to \(largestLayerCount) are supported")
        }
        for (name, size) in [("time steps", timeSteps), ("features", features)] {
            guard size >= 1 else { throw NeuralError(.badSize, "\(size) \(name); at least 1 is needed") }
            guard size <= largestSize else {
                throw NeuralError(.tooLarge, "\(size) \(name); at most \(largestSize) are supported")
            }
        }
        try checkSample(.sequence(timeSteps: timeSteps, features: features), layer: nil)
    }

    /// The shape behind a layer.
    static func output(of layer: Layer, index: Int, input: SampleShape) throws(NeuralError) -> SampleShape {
        switch layer {
        case .dropout(let dropout):
            try check(dropout, index: index, input: input)
            return input
        case .spatialDropout1D(let spatial):
            guard case .sequence = input else {
                throw NeuralError(
                    .badInputShape, "spatial_dropout1d needs sequences, but the layer before returns none",
                    layer: index)
            }
            try check(spatial.dropout, index: index, input: input)
            return input
        case .lstm(let lstm): return try output(of: lstm, index: index, input: input)
        case .dense(let dense): return try output(of: dense, index: index, input: input)
        }
    }

    private static func output(of lstm: LSTM, index: Int, input: SampleShape) throws(NeuralError)
        -> SampleShape
    {
        guard case .sequence(let timeSteps, _) = input else {
            throw NeuralError(
                .badInputShape,
                "an lstm needs sequences, but the layer before returns none; set its return_sequences: true",
                layer: index)
        }
        try check(units: lstm.units, layer: index)
        try check(rate: lstm.dropout, option: "dropout", layer: index)
        try check(rate: lstm.recurrentDropout, option: "recurrent_dropout", layer: index)
        try check(biasInitializer: lstm.biasInitializer, layer: index)
        let sequence = SampleShape.sequence(timeSteps: timeSteps, features: lstm.units)
        try checkSample(sequence, layer: index)
        return lstm.returnSequences ? sequence : .vector(features: lstm.units)
    }

    private static func output(
        of dense: Dense, index: Int, input: SampleShape
    ) throws(NeuralError) -> SampleShape {
        try check(units: dense.units, layer: index)
        try check(biasInitializer: dense.biasInitializer, layer: index)
        guard case .sequence(let timeSteps, _) = input else { return .vector(features: dense.units) }
        let sequence = SampleShape.sequence(timeSteps: timeSteps, features: dense.units)
        try checkSample(sequence, layer: index)
        return sequence
    }

    private static func check(_ dropout: Dropout, index: Int, input: SampleShape) throws(NeuralError) {
        try check(rate: dropout.rate, option: "rate", layer: index)
        guard let noise = dropout.noiseShape else { return }
        let axes = input.axes
        guard noise.count == axes.count + 1 else {
            let names = axes.count == 2 ? "samples, time steps, features" : "samples, features"
            throw NeuralError(
                .badNoiseShape, "\(noise.count) entries, but the input has \(axes.count + 1) axes: \(names)",
                layer: index, option: "noise_shape")
        }
        if let samples = noise[0], samples != 1 {
            throw NeuralError(
                .badNoiseShape, "\(samples) for the axis of the samples; it takes 1 or null", layer: index,
                option: "noise_shape")
        }
        for (size, axis) in zip(noise.dropFirst(), axes) {
            if let size, size != 1, size != axis {
                throw NeuralError(
                    .badNoiseShape, "\(size) for an axis of size \(axis); it takes 1, \(axis) or null",
                    layer: index, option: "noise_shape")
            }
        }
    }

    private static func check(rate: Double, option: String, layer: Int) throws(NeuralError) {
        // A NaN is in no range.
        guard (0...1).contains(rate) else {
            throw NeuralError(
                .badRate, "\(rate) is not a rate; it takes a number from 0 to 1", layer: layer, option: option
            )
        }
    }

    private static func check(units: Int, layer: Int) throws(NeuralError) {
        guard units >= 1 else {
            throw NeuralError(.badSize, "\(units) units; at least 1 is needed", layer: layer, option: "units")
        }
        guard units <= largestSize else {
            throw NeuralError(
                .tooLarge, "\(units) units; at most \(largestSize) are supported", layer: layer,
                option: "units")
        }
    }

    private static func check(biasInitializer: Initializer, layer: Int) throws(NeuralError) {
        if biasInitializer == .orthogonal {
            throw NeuralError(
                .badInitializer, "orthogonal needs a matrix; a bias takes zeros, ones or glorot_uniform",
                layer: layer, option: "bias_initializer")
        }
    }

    private static func checkSample(_ shape: SampleShape, layer: Int?) throws(NeuralError) {
        guard shape.count <= largestSample else {
            throw NeuralError(
                .tooLarge,
                "\(shape.rows) time steps x \(shape.features) are \(shape.count) numbers a sample; "
                    + "at most \(largestSample) are supported", layer: layer)
        }
    }
}
