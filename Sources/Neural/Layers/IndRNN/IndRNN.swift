/// An independently recurrent layer: each unit sees no other's state (Li et al. 2018).
///
/// h_t = activation((x_t * m) W + u * (h_{t-1} * r) + b). The masks stay the same at all time steps; a rate
/// of 1 drops everything.
///
/// Weights: `kernel` (F, H), `bias` (H), `recurrent_kernel` (H): u. It starts uniform on [0, 2^(1/T)], in the
/// last recurrent layer of a model, which has the longest memory to give, on [0.5^(1/T), 2^(1/T)], and after
/// each update is at most 2^(1/T) in magnitude: over all T time steps that the layer sees, a state at most
/// doubles.
package struct IndRNN: HasRecurrentOptions, Hashable, Sendable {
    package var options: RecurrentOptions
    /// Found out where the layer stands in a model.
    private var isLast = false

    package init(
        units: Int, activation: Activation = .relu, useBias: Bool = true, returnSequences: Bool = false,
        goBackwards: Bool = false, dropout: Double = 0, recurrentDropout: Double = 0,
        kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros
    ) {
        options = RecurrentOptions(
            units: units, activation: activation, useBias: useBias, returnSequences: returnSequences,
            goBackwards: goBackwards, dropout: dropout, recurrentDropout: recurrentDropout,
            kernelInitializer: kernelInitializer, biasInitializer: biasInitializer)
    }
}

extension IndRNN: RecurrentLayer {
    package static let kind = "indrnn"
    package static let template = IndRNN(units: 1)
    /// What u has of its own.
    private static let fixed = ["recurrent_initializer", "recurrent_constraint"]
    package static let keys: [JobKey<IndRNN>] =
        [unitsKey, activationKey, biasKey] + sequenceKeys
        + (initializerKeys + weightKeys).filter { !fixed.contains($0.name) }

    package var choice: Layer { .indRNN(self) }

    var form: RecurrentForm {
        RecurrentForm(
            gates: 1, biasRows: 1, hasRecurrentKernel: false, carriesState: true, dropsAllAtOne: true)
    }

    var cell: any RecurrentCell { IndRNNCell(activation: options.activation.kernel) }

    /// The state's growth has a limit of its own.
    var warnings: [String] { [] }

    func bound(to context: LayerContext) throws(NeuralError) -> any LayerInModel {
        var layer = self
        layer.isLast = context.isLastRecurrent
        return layer
    }

    func tensors(for input: SampleShape) -> [WeightTensor] {
        let options = options
        let kernel = WeightTensor(
            "kernel", shape: [input.features, options.units], options.kernelInitializer, stream: 0)
        let bias = WeightTensor("bias", shape: [options.units], options.biasInitializer, stream: 2)
        let limit = PortableMath.exponential(0.6931471805599453 / Double(input.rows))
        var factors = WeightTensor(
            "recurrent_kernel", shape: [options.units],
            .uniform(from: isLast ? Float(1 / limit) : 0, to: Float(limit)), stream: 1)
        factors.constraint = .magnitude(limit)
        let trains = options.isTrainable
        return [
            kernel.under(options.kernelRegularizer, options.kernelConstraint, isTrainable: trains),
            options.useBias
                ? bias.under(options.biasRegularizer, options.biasConstraint, isTrainable: trains) : nil,
            factors.under(options.recurrentRegularizer, isTrainable: trains),
        ].compactMap(\.self)
    }
}
