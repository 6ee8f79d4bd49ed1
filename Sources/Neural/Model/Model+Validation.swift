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

    static func knowingLayer(_ layers: [Layer], known: Int) throws(NeuralError) -> Int? {
        guard known > 0 else { return nil }
        let takers = layers.indices.filter { layers[$0].definition.takesKnown }
        // A decoder goes before any dense layer.
        guard let index = takers.last(where: { !layers[$0].definition.joinsKnown }) ?? takers.last else {
            throw NeuralError(
                .badInputShape,
                "what is known of the future goes into a parallel_decoder or a dense layer, and there is none"
            )
        }
        return index
    }
}
