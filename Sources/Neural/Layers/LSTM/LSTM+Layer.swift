extension LSTM: LayerDefinition {
    package static let kind = "lstm"
    package static let template = LSTM(units: 1)
    package static let keys: [JobKey<LSTM>] = [
        .integer("units", \.units, in: 1...NeuralLimits.units, example: "64"),
        .word("activation", \.activation),
        .word("recurrent_activation", \.recurrentActivation),
        .flag("use_bias", \.useBias),
        .flag("unit_forget_bias", \.unitForgetBias),
        .flag("return_sequences", \.returnSequences),
        .flag("go_backwards", \.goBackwards),
        .number("dropout", \.dropout, in: 0...1),
        .number("recurrent_dropout", \.recurrentDropout, in: 0...1),
        .word("dropout_masks", \.dropoutMasks, choice: \.resolvedMasks),
        .word("kernel_initializer", \.kernelInitializer),
        .word("recurrent_initializer", \.recurrentInitializer),
        .word("bias_initializer", \.biasInitializer, refused: [.orthogonal]),
    ]

    package var choice: Layer { .lstm(self) }

    func output(for input: SampleShape) throws(NeuralError) -> SampleShape {
        guard let timeSteps = input.timeSteps else {
            throw NeuralError(
                .badInputShape,
                "an lstm needs sequences, but the layer before returns none; set its return_sequences: true")
        }
        try LayerChecks.units(units)
        try LayerChecks.rate(dropout, option: "dropout")
        try LayerChecks.rate(recurrentDropout, option: "recurrent_dropout")
        try LayerChecks.biasInitializer(biasInitializer)
        let sequence = SampleShape.sequence(timeSteps: timeSteps, features: units)
        try LayerChecks.sample(sequence)
        return returnSequences ? sequence : .vector(features: units)
    }

    /// `LSTMRunner` needs kernel, recurrent kernel and bias to follow each other.
    func tensors(for input: SampleShape) -> [WeightTensor] {
        let kernel = WeightTensor("kernel", shape: [input.features, 4 * units], kernelInitializer, stream: 0)
        let recurrent = WeightTensor(
            "recurrent_kernel", shape: [units, 4 * units], recurrentInitializer, stream: 1)
        return [kernel, recurrent] + (useBias ? [bias] : [])
    }

    /// With a unit forget bias, Keras initializes i, then c and o, as vectors of their own.
    private var bias: WeightTensor {
        guard unitForgetBias else {
            return WeightTensor("bias", shape: [4 * units], biasInitializer, stream: 2)
        }
        let values = biasInitializer.values
        return WeightTensor(
            "bias", shape: [4 * units],
            parts: [
                WeightTensor.Part(values: values, shape: [units], stream: 2),
                WeightTensor.Part(values: .constant(1), shape: [units], stream: 2),
                WeightTensor.Part(values: values, shape: [2 * units], stream: 3),
            ])
    }

    func masks(at place: MaskPlace, for input: SampleShape) -> [MaskPlan] {
        inputMasks(at: place, features: input.features) + recurrentMasks(at: place)
    }

    /// The masks on the inputs, of the gates i, f, c, o or shared by them: indices 0 to 3.
    func inputMasks(at place: MaskPlace, features: Int) -> [MaskPlan] {
        MaskPlan.ofGates(maskedGates, rate: dropout, count: features, from: place)
    }

    /// The masks on the state: indices 4 to 7.
    func recurrentMasks(at place: MaskPlace) -> [MaskPlan] {
        MaskPlan.ofGates(maskedGates, rate: recurrentDropout, count: units, from: place.moved(by: 4))
    }

    private var maskedGates: Int { resolvedMasks == .perGate ? 4 : 1 }

    var warnings: [String] {
        var warnings: [String] = []
        if activation.isUnbounded || recurrentActivation.isUnbounded {
            let name = activation.isUnbounded ? activation : recurrentActivation
            warnings.append("\(name.rawValue) in an LSTM is unbounded; the state can grow without limit")
        }
        for (option, rate) in [("dropout", dropout), ("recurrent_dropout", recurrentDropout)] where rate == 1
        {
            warnings.append("\(option) of 1 in an LSTM means no dropout, as in Keras")
        }
        return warnings
    }

    func numbers(for extent: LayerExtent) -> Int { LSTMSizes(self, extent).total }

    func makeRunner(at place: LayerPlace) -> any LayerRunner { LSTMRunner(lstm: self, place: place) }
}
