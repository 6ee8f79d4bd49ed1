extension Model {
    /// The weights before the first step: P numbers, a pure function of the model and the seed.
    ///
    /// Distributions as in Keras 3; the numbers come from the seed's stream for initial weights.
    package func initialWeights(seed: UInt64) -> Vector {
        var weights: [Float] = []
        weights.reserveCapacity(parameters.count)
        for (index, layer) in layers.enumerated() {
            let tensors = TensorSource(stream: RandomStream(seed: seed), layer: index)
            let inputs = shapes[index].features
            switch layer {
            case .dropout, .spatialDropout1D: break
            case .lstm(let lstm):
                let columns = 4 * lstm.units
                weights += tensors.matrix(lstm.kernelInitializer, 0, rows: inputs, columns: columns)
                weights += tensors.matrix(lstm.recurrentInitializer, 1, rows: lstm.units, columns: columns)
                if lstm.useBias { weights += tensors.bias(of: lstm) }
            case .dense(let dense):
                weights += tensors.matrix(dense.kernelInitializer, 0, rows: inputs, columns: dense.units)
                if dense.useBias { weights += tensors.vector(dense.biasInitializer, 2, count: dense.units) }
            }
        }
        return Vector(weights)
    }
}

/// Initial tensors of one layer. A tensor's number is the mask index in its stream's domain.
private struct TensorSource {
    let stream: RandomStream
    let layer: Int

    func matrix(_ initializer: Initializer, _ number: Int, rows: Int, columns: Int) -> [Float] {
        switch initializer {
        case .orthogonal:
            let numbers = stream.normal(count: rows * columns, domain: domain(number))
            return Orthogonal.matrix(rows: rows, columns: columns, from: numbers)
        case .glorotUniform, .zeros, .ones:
            return fill(initializer, number, count: rows * columns, fans: rows + columns)
        }
    }

    /// A vector's fans are both its length, as in Keras.
    func vector(_ initializer: Initializer, _ number: Int, count: Int) -> [Float] {
        fill(initializer, number, count: count, fans: 2 * count)
    }

    /// With a unit forget bias, Keras initializes i, then c and o, as vectors of their own.
    func bias(of lstm: LSTM) -> [Float] {
        let units = lstm.units
        guard lstm.unitForgetBias else { return vector(lstm.biasInitializer, 2, count: 4 * units) }
        return vector(lstm.biasInitializer, 2, count: units) + [Float](repeating: 1, count: units)
            + vector(lstm.biasInitializer, 3, count: 2 * units)
    }

    private func fill(_ initializer: Initializer, _ number: Int, count: Int, fans: Int) -> [Float] {
        switch initializer {
        case .zeros: return [Float](repeating: 0, count: count)
        case .ones: return [Float](repeating: 1, count: count)
        case .glorotUniform, .orthogonal:
            let limit = Float((6 / Double(fans)).squareRoot())
            return stream.uniform(count: count, domain: domain(number)).map { (2 * $0 - 1) * limit }
        }
    }

    private func domain(_ number: Int) -> StreamDomain {
        StreamDomain(.initialWeights, layer: layer, mask: number)
    }
}
