import Neural
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// Optimizers against plain twins in Float64.
struct OptimizerTests {
    static let optimizers: [Optimizer] = [
        .sgd(SGD()), .sgd(SGD(learningRate: 0.1, momentum: 0.9)),
        .sgd(SGD(learningRate: 0.1, momentum: 0.8, nesterov: true)), .adam(Adam()),
        .adam(Adam(learningRate: 0.02, beta1: 0.8, beta2: 0.95, epsilon: 1e-3)), .adamW(AdamW()),
        .adamW(AdamW(learningRate: 0.1, weightDecay: 0.1)), .rmsProp(RMSprop()),
        .rmsProp(RMSprop(learningRate: 0.01, rho: 0.8, momentum: 0.7, epsilon: 1e-5)),
        .rmsProp(RMSprop(centered: true)),
        .rmsProp(RMSprop(learningRate: 0.01, momentum: 0.5, epsilon: 1e-2, centered: true)),
        .nadam(Nadam()), .nadam(Nadam(learningRate: 0.02, beta1: 0.8, beta2: 0.95, epsilon: 1e-3)),
        .lion(Lion()), .lion(Lion(learningRate: 0.02, beta1: 0.7, beta2: 0.9)),
    ]

    @Test(arguments: optimizers)
    func updates_agreeWithAPlainTwin(optimizer: Optimizer) {
        let count = 37
        let stream = RandomStream(seed: 6)
        var weights = Vector(stream.normal(count: count, domain: StreamDomain(.initialWeights)))
        var slots = optimizer.slotNames.map { _ in Vector(zeros: count) }
        var scalars = optimizer.firstScalars
        var twins = weights.map { TwinWeight(value: Double($0)) }
        for update in 1...50 {
            let gradient = Vector(
                stream.normal(count: count, domain: StreamDomain(.demo), step: UInt32(update)))
            optimizer.apply(
                gradient: gradient, weights: &weights, slots: &slots, scalars: &scalars, update: update)
            for index in twins.indices {
                twins[index].apply(optimizer, gradient: Double(gradient[index]), update: update)
            }
        }
        #expect(relativeDifference(Array(weights), twins.map(\.value)) < 2e-6)
        #expect(slots.allSatisfy { $0.contains { $0 != 0 } })
    }

    /// Long vectors are updated in parts, on several threads.
    @Test(arguments: optimizers)
    func longVector_isUpdatedLikeAShortOne(optimizer: Optimizer) {
        let pattern: [Float] = [0.3, -1.5, 2e-3, 7]
        func updated(copies: Int) -> Vector {
            var weights = Vector((0..<copies).flatMap { _ in pattern })
            let gradient = Vector((0..<copies).flatMap { _ in pattern.reversed() })
            var slots = optimizer.slotNames.map { _ in Vector(zeros: weights.count) }
            var scalars = optimizer.firstScalars
            for update in 1...2 {
                optimizer.apply(
                    gradient: gradient, weights: &weights, slots: &slots, scalars: &scalars, update: update)
            }
            return weights
        }
        let short = updated(copies: 16)
        let long = updated(copies: 150_000)
        #expect(long.indices.allSatisfy { long[$0] == short[$0 % 4] })
    }

    @Test func slots_areNamedAsInKeras() {
        #expect(Optimizer.sgd(SGD()).slotNames == [])
        #expect(Optimizer.sgd(SGD(momentum: 0.9)).slotNames == ["momentum"])
        #expect(Optimizer.adam(Adam()).slotNames == ["momentum", "velocity"])
        #expect(Optimizer.nadam(Nadam()).slotNames == ["momentum", "velocity"])
        #expect(Optimizer.lion(Lion()).slotNames == ["momentum"])
        #expect(
            Optimizer.rmsProp(RMSprop(momentum: 0.1, centered: true)).slotNames
                == ["velocity", "momentum", "average_gradient"])
    }
}

/// One weight and what its optimizer remembers, as Keras 3.15 writes the update.
private struct TwinWeight {
    var value: Double
    var first = 0.0
    var second = 0.0
    var third = 0.0
    /// Of all momenta so far.
    var product = 1.0

    mutating func apply(_ optimizer: Optimizer, gradient: Double, update: Int) {
        switch optimizer {
        case .sgd(let sgd):
            first = first * sgd.momentum - gradient * sgd.learningRate.first
            value += sgd.nesterov ? first * sgd.momentum - gradient * sgd.learningRate.first : first
        case .adam(let adam):
            step(adam, gradient, update)
        case .adamW(let adamW):
            value -= value * adamW.weightDecay * adamW.learningRate.first
            let adam = Adam(
                learningRate: adamW.learningRate, beta1: adamW.beta1, beta2: adamW.beta2,
                epsilon: adamW.epsilon)
            step(adam, gradient, update)
        case .rmsProp(let rms):
            first = rms.rho * first + (1 - rms.rho) * gradient * gradient
            third = rms.rho * third + (1 - rms.rho) * gradient
            let variance = (rms.centered ? first - third * third : first) + rms.epsilon
            second = rms.momentum * second + rms.learningRate.first * gradient / variance.squareRoot()
            value -= second
        case .nadam(let nadam):
            let rates = (0...1).map { nadam.beta1 * (1 - 0.5 * pow(0.96, Double(update + $0))) }
            product *= rates[0]
            first += (gradient - first) * (1 - nadam.beta1)
            second += (gradient * gradient - second) * (1 - nadam.beta2)
            let mean =
                rates[1] * first / (1 - product * rates[1]) + (1 - rates[0]) * gradient / (1 - product)
            let square = second / (1 - pow(nadam.beta2, Double(update)))
            value -= nadam.learningRate.first * mean / (square.squareRoot() + nadam.epsilon)
        case .lion(let lion):
            let pull = first * lion.beta1 + gradient * (1 - lion.beta1)
            value -= lion.learningRate.first * (pull > 0 ? 1 : pull < 0 ? -1 : 0)
            first = first * lion.beta2 + gradient * (1 - lion.beta2)
        }
    }

    private mutating func step(_ adam: Adam, _ gradient: Double, _ update: Int) {
        first += (gradient - first) * (1 - adam.beta1)
        second += (gradient * gradient - second) * (1 - adam.beta2)
        let rate =
            adam.learningRate.first * (1 - pow(adam.beta2, Double(update))).squareRoot()
            / (1 - pow(adam.beta1, Double(update)))
        value -= first * rate / (second.squareRoot() + adam.epsilon)
    }
}
