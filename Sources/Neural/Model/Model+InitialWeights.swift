extension Model {
    /// The weights before the first step: P numbers, a pure function of the model and the seed.
    ///
    /// Distributions as in Keras 3; the numbers come from the seed's stream for initial weights.
    package func initialWeights(seed: UInt64) -> Vector {
        let stream = RandomStream(seed: seed)
        var weights: [Float] = []
        weights.reserveCapacity(parameters.count)
        for (layer, tensors) in stack.tensors.enumerated() {
            for part in tensors.flatMap(\.parts) { weights += part.initialValues(stream, layer: layer) }
        }
        return Vector(weights)
    }
}
