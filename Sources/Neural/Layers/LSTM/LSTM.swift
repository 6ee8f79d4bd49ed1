/// A layer of long short-term memory (Hochreiter and Schmidhuber 1997; Gers et al. 2000).
///
/// Options mean what they mean in Keras 3.
///
/// z_g = (x_t * m_g) W_g + (h_{t-1} * r_g) U_g + b_g for the gates g = i, f, c, o;
/// c_t = f c_{t-1} + i c~; h_t = o activation(c_t). The masks m and r stay the same at all time steps (Gal
/// and Ghahramani 2016); as in Keras, a rate of 1 means no dropout.
///
/// Weights: `kernel` (F, 4H), `recurrent_kernel` (H, 4H), `bias` (4H); columns in the order i, f, c, o.
package struct LSTM: HasRecurrentOptions, Hashable, Sendable {
    package var options: RecurrentOptions
    /// Of the gates i, f, o.
    package var recurrentActivation: Activation
    /// The forget gate's bias starts at 1 (Jozefowicz et al. 2015).
    package var unitForgetBias: Bool

    package init(
        units: Int, activation: Activation = .tanh, recurrentActivation: Activation = .sigmoid,
        useBias: Bool = true, unitForgetBias: Bool = true, returnSequences: Bool = false,
        goBackwards: Bool = false, dropout: Double = 0, recurrentDropout: Double = 0,
        dropoutMasks: DropoutMasks? = nil, kernelInitializer: Initializer = .glorotUniform,
        recurrentInitializer: Initializer = .orthogonal, biasInitializer: Initializer = .zeros
    ) {
        options = RecurrentOptions(
            units: units, activation: activation, useBias: useBias, returnSequences: returnSequences,
            goBackwards: goBackwards, dropout: dropout, recurrentDropout: recurrentDropout,
            dropoutMasks: dropoutMasks, kernelInitializer: kernelInitializer,
            recurrentInitializer: recurrentInitializer, biasInitializer: biasInitializer)
        self.recurrentActivation = recurrentActivation
        self.unitForgetBias = unitForgetBias
    }
}

extension LSTM: RecurrentLayer {
    package static let kind = "lstm"
    package static let template = LSTM(units: 1)
    package static let keys: [JobKey<LSTM>] =
        [
            unitsKey, activationKey, .word("recurrent_activation", \.recurrentActivation), biasKey,
            .flag("unit_forget_bias", \.unitForgetBias),
        ] + sequenceKeys + [masksKey] + initializerKeys + weightKeys

    package var choice: Layer { .lstm(self) }

    var form: RecurrentForm { RecurrentForm(gates: 4, furtherPlanes: 2, biasRows: 1) }

    var cell: any RecurrentCell {
        LSTMCell(activation: options.activation.kernel, recurrentActivation: recurrentActivation.kernel)
    }

    var gateActivation: Activation? { recurrentActivation }

    func tensors(for input: SampleShape) -> [WeightTensor] {
        underOptions(matrices(features: input.features) + (options.useBias ? [bias] : []))
    }

    /// With a unit forget bias, Keras initializes i, then c and o, as vectors of their own.
    private var bias: WeightTensor {
        let (units, initializer) = (options.units, options.biasInitializer)
        guard unitForgetBias else {
            return WeightTensor("bias", shape: [4 * units], initializer, stream: 2)
        }
        return WeightTensor(
            "bias", shape: [4 * units],
            parts: [
                WeightTensor.Part(values: initializer.values, shape: [units], stream: 2),
                WeightTensor.Part(values: .constant(1), shape: [units], stream: 2),
                WeightTensor.Part(values: initializer.values, shape: [2 * units], stream: 3),
            ])
    }
}
