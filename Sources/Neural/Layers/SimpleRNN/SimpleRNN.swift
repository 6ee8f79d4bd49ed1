/// A fully connected recurrent layer (Elman 1990).
///
/// Options mean what they mean in Keras 3.
///
/// h_t = activation((x_t * m) W + (h_{t-1} * r) U + b). The masks stay the same at all time steps; as in
/// Keras, a rate of 1 drops everything.
///
/// Weights: `kernel` (F, H), `recurrent_kernel` (H, H), `bias` (H).
package struct SimpleRNN: HasRecurrentOptions, Hashable, Sendable {
    package var options: RecurrentOptions

    package init(
        units: Int, activation: Activation = .tanh, useBias: Bool = true, returnSequences: Bool = false,
        goBackwards: Bool = false, dropout: Double = 0, recurrentDropout: Double = 0,
        kernelInitializer: Initializer = .glorotUniform, recurrentInitializer: Initializer = .orthogonal,
        biasInitializer: Initializer = .zeros
    ) {
        options = RecurrentOptions(
            units: units, activation: activation, useBias: useBias, returnSequences: returnSequences,
            goBackwards: goBackwards, dropout: dropout, recurrentDropout: recurrentDropout,
            kernelInitializer: kernelInitializer, recurrentInitializer: recurrentInitializer,
            biasInitializer: biasInitializer)
    }
}

extension SimpleRNN: RecurrentLayer {
    package static let kind = "simple_rnn"
    package static let template = SimpleRNN(units: 1)
    package static let keys: [JobKey<SimpleRNN>] =
        [unitsKey, activationKey, biasKey] + sequenceKeys + initializerKeys + weightKeys

    package var choice: Layer { .simpleRNN(self) }

    var form: RecurrentForm { RecurrentForm(gates: 1, biasRows: 1, dropsAllAtOne: true) }

    var cell: any RecurrentCell { SimpleRNNCell(activation: options.activation.kernel) }

    func tensors(for input: SampleShape) -> [WeightTensor] {
        let bias = WeightTensor("bias", shape: [options.units], options.biasInitializer, stream: 2)
        return underOptions(matrices(features: input.features) + (options.useBias ? [bias] : []))
    }
}
