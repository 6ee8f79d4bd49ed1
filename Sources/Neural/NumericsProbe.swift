/// A small fixed piece of training that tells apart processors and libraries that compute differently.
///
/// Own kernels give the same bits everywhere; BLAS, which multiplies what is too large for them, chooses its
/// code by processor. The probe does both, in each of the forms that training uses.
package enum NumericsProbe {
    /// Outputs, losses, gradients and updated weights: the same bits wherever training gives the same bits.
    package static func run() -> Vector {
        Vector(small() + large() + plain() + products())
    }

    /// One layer with masks for each gate, as most jobs have it.
    private static func small() -> [Float] {
        train(
            [
                .spatialDropout1D(SpatialDropout1D(rate: 0.1)),
                .lstm(LSTM(units: 64, dropout: 0.2, recurrentDropout: 0.2)), .dense(Dense(units: 24)),
            ], timeSteps: 6, features: 7, samples: 32, loss: .meanSquaredError,
            optimizers: [.adam(Adam()), .sgd(SGD(momentum: 0.9, nesterov: true))])
    }

    /// Two layers, of which one has many units.
    private static func large() -> [Float] {
        train(
            [
                .lstm(LSTM(units: 33, returnSequences: true, goBackwards: true, dropout: 0.3)),
                .dropout(Dropout(rate: 0.25, noiseShape: [1, nil, 1])),
                .lstm(LSTM(units: 256, recurrentDropout: 0.3, dropoutMasks: .shared)),
                .dense(Dense(units: 96, activation: .sigmoid)),
            ], timeSteps: 3, features: 21, samples: 64, loss: .huber(),
            optimizers: [.adamW(AdamW()), .rmsProp(RMSprop(momentum: 0.9, centered: true))])
    }

    /// The other activations, without masks, at odd sizes.
    private static func plain() -> [Float] {
        train(
            [
                .lstm(
                    LSTM(
                        units: 19, activation: .relu, recurrentActivation: .hardSigmoid, useBias: false,
                        returnSequences: true)), .dense(Dense(units: 5, activation: .relu)),
                .lstm(LSTM(units: 7)), .dense(Dense(units: 3, useBias: false)),
            ], timeSteps: 5, features: 3, samples: 3, loss: .meanAbsoluteError,
            optimizers: [.sgd(SGD()), .rmsProp(RMSprop())])
    }

    /// Products that are too large for the own kernel.
    private static func products() -> [Float] {
        let (rows, depth, columns) = (300, 520, 448)
        let stream = RandomStream(seed: 0x6c6f_636b_7374_6570)
        let left = FloatBuffer(count: rows * depth)
        let right = FloatBuffer(count: depth * columns)
        fill(left, stream.uniform(count: left.count, domain: StreamDomain(.demo, layer: 2)))
        fill(right, stream.uniform(count: right.count, domain: StreamDomain(.demo, layer: 3)))
        let product = FloatBuffer(count: rows * columns)
        let straight = Matrix(left.start, rows: rows, columns: depth)
        let turned = Matrix(left.start, rows: depth, columns: rows).transposed
        let other = Matrix(right.start, rows: depth, columns: columns)
        let otherTurned = Matrix(right.start, rows: columns, columns: depth).transposed
        return [(straight, other), (turned, other), (straight, otherTurned)].flatMap { a, b in
            Matrix.multiply(a, b, into: product.start, stride: columns)
            return product.withUnsafeBufferPointer { numbers in
                stride(from: 0, to: numbers.count, by: 97).map { numbers[$0] }
            }
        }
    }

    private static func train(
        _ layers: [Layer], timeSteps: Int, features: Int, samples: Int, loss: Loss, optimizers: [Optimizer]
    ) -> [Float] {
        guard let model = try? Model(layers: layers, timeSteps: timeSteps, features: features) else {
            preconditionFailure("the probe's models are valid")
        }
        let stream = RandomStream(seed: 0x6c6f_636b_7374_6570)
        var weights = model.initialWeights(seed: stream.seed)
        let runner = ModelRunner(model: model, capacity: samples)
        let target = FloatBuffer(count: runner.output.count)
        fill(runner.input, stream.normal(count: runner.input.count, domain: StreamDomain(.demo)))
        fill(target, stream.uniform(count: target.count, domain: StreamDomain(.demo, layer: 1)))
        var gradient = weights
        var results: [Float] = []
        for (index, optimizer) in optimizers.enumerated() {
            var slots = optimizer.slotNames.map { _ in Vector(zeros: weights.count) }
            runner.forward(
                weights: weights, samples: samples,
                dropout: DropoutDraw(seed: stream.seed, step: UInt32(index)))
            let sum = loss.evaluate(
                output: runner.output, target: target, samples: samples, outputs: target.count / samples,
                gradient: runner.outputGradient)
            runner.backward(weights: weights, samples: samples, gradient: &gradient)
            let norm = VectorMath.clip(&gradient, globalNorm: 1)
            var scalars = optimizer.firstScalars
            optimizer.apply(
                gradient: gradient, weights: &weights, slots: &slots, scalars: &scalars, update: index + 1)
            results += [Float(sum), Float(norm)] + gradient + weights
        }
        return results + runner.output.withUnsafeBufferPointer { Array($0) }
    }

    private static func fill(_ buffer: FloatBuffer, _ values: [Float]) {
        buffer.withUnsafeMutableBufferPointer { _ = $0.update(from: values) }
    }
}
