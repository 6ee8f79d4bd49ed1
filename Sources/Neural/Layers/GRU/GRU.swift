/// A layer of gated recurrent units (Cho et al. 2014).
///
/// Options mean what they mean in Keras 3.
///
/// z = s((x_t * m_z) W_z + (h_{t-1} * r_z) U_z + b_z), r alike, with s for the recurrent activation. With
/// `reset_after` (Keras's default) h~ = activation((x_t * m_h) W_h + b_h + r ((h_{t-1} * r_h) U_h + b'_h)),
/// without it h~ = activation((x_t * m_h) W_h + (r h_{t-1} * r_h) U_h + b_h);
/// h_t = z h_{t-1} + (1 - z) h~, with the state unmasked. The masks stay the same at all time steps; as in
/// Keras, a rate of 1 means no dropout.
///
/// Weights: `kernel` (F, 3H), `recurrent_kernel` (H, 3H), `bias` (2, 3H) with `reset_after` and (3H) without;
/// columns in the order z, r, h.
package struct GRU: HasRecurrentOptions, Hashable, Sendable {
    package var options: RecurrentOptions
    /// Of the gates z and r.
    package var recurrentActivation: Activation
    /// The reset gate acts on what the recurrent kernel makes of the state, and not on the state.
    package var resetAfter: Bool

    package init(
        units: Int, activation: Activation = .tanh, recurrentActivation: Activation = .sigmoid,
        useBias: Bool = true, resetAfter: Bool = true, returnSequences: Bool = false,
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
        self.resetAfter = resetAfter
    }
}

extension GRU: RecurrentLayer {
    package static let kind = "gru"
    package static let template = GRU(units: 1)
    package static let keys: [JobKey<GRU>] =
        [
            unitsKey, activationKey, .word("recurrent_activation", \.recurrentActivation), biasKey,
            .flag("reset_after", \.resetAfter),
        ] + sequenceKeys + [masksKey] + initializerKeys + weightKeys

    package var choice: Layer { .gru(self) }

    /// Plane 3 is what the state adds to h~ with `resetAfter`, else r h_{t-1}.
    var form: RecurrentForm {
        RecurrentForm(
            gates: 3, furtherPlanes: 1, biasRows: resetAfter ? 2 : 1, lastGateHasOwnState: !resetAfter,
            lastStatePlane: resetAfter ? 3 : nil, carriesState: true)
    }

    var cell: any RecurrentCell {
        GRUCell(
            resetAfter: resetAfter, activation: options.activation.kernel,
            recurrentActivation: recurrentActivation.kernel)
    }

    var gateActivation: Activation? { recurrentActivation }

    func tensors(for input: SampleShape) -> [WeightTensor] {
        let columns = 3 * options.units
        let bias = WeightTensor(
            "bias", shape: resetAfter ? [2, columns] : [columns], options.biasInitializer, stream: 2)
        return underOptions(matrices(features: input.features) + (options.useBias ? [bias] : []))
    }
}
