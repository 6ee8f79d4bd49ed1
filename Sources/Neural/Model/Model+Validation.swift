/// What a model may consist of.
extension Model {
    static func checkSizes(layers: [Layer], timeSteps: Int, features: Int) throws(NeuralError) {
        guard (1...NeuralLimits.layers).contains(layers.count) else {
            throw NeuralError(
                .badLayerCount, "\(layers.count) layers; 1 to \(NeuralLimits.layers) are supported")
        }
        for (name, size) in [("time steps", timeSteps), ("features", features)] {
            guard size >= 1 else { throw NeuralError(.badSize, "\(size) \(name); at least 1 is needed") }
            guard size <= NeuralLimits.size else {
                throw NeuralError(.tooLarge, "\(size) \(name); at most \(NeuralLimits.size) are supported")
            }
        }
        try LayerChecks.sample(.sequence(timeSteps: timeSteps, features: features))
    }
}
