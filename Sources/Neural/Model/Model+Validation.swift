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
        try LayerChecks.sample(.sequence(timeSteps: timeSteps, features: features))
    }
}
