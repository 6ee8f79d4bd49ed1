/// A layer that goes through the time steps of a sequence with a state, h.
protocol RecurrentLayer: LayerDefinition, HasRecurrentOptions {
    var form: RecurrentForm { get }
    var cell: any RecurrentCell { get }
    /// Activations beside the options' own, which warnings look at.
    var gateActivation: Activation? { get }
}

/// The part of a time step that a kind of recurrent layer has of its own.
protocol RecurrentCell {
    /// Makes h of a step, from the rows of the gates, which hold the inputs and the state before.
    func forward(_ pass: RecurrentPass, _ step: Int)

    /// Expects the gradient of h in `pull.hiddenGradient`. Leaves the gradients of the pre-activations in the
    /// gates' planes and, where the form says that it carries the state, what goes to the state before by no
    /// matrix in `pull.hiddenGradient`.
    func backward(_ pass: RecurrentPass, _ step: Int)

    /// Writes, behind the first step, the gradients of weights that are no part of M.
    ///
    /// - Parameter gradient: of the layer's weights.
    func finishBackward(_ pass: RecurrentPass, _ gradient: UnsafeMutablePointer<Float>)
}

extension RecurrentCell {
    func finishBackward(_ pass: RecurrentPass, _ gradient: UnsafeMutablePointer<Float>) {}
}

extension RecurrentLayer {
    // MARK: Keys

    static var unitsKey: JobKey<Self> {
        .integer("units", \Self.options.units, in: 1...NeuralLimits.units, example: "64")
    }
    static var activationKey: JobKey<Self> { .word("activation", \Self.options.activation) }
    static var biasKey: JobKey<Self> { .flag("use_bias", \Self.options.useBias) }

    static var sequenceKeys: [JobKey<Self>] {
        [
            .flag("return_sequences", \Self.options.returnSequences),
            .flag("go_backwards", \Self.options.goBackwards),
            .number("dropout", \Self.options.dropout, in: 0...1),
            .number("recurrent_dropout", \Self.options.recurrentDropout, in: 0...1),
        ]
    }

    static var masksKey: JobKey<Self> {
        .word("dropout_masks", \Self.options.dropoutMasks, choice: \Self.options.resolvedMasks)
    }

    static var initializerKeys: [JobKey<Self>] {
        [
            .word("kernel_initializer", \Self.options.kernelInitializer),
            .word("recurrent_initializer", \Self.options.recurrentInitializer),
            .word("bias_initializer", \Self.options.biasInitializer, refused: [.orthogonal]),
        ]
    }

    static var weightKeys: [JobKey<Self>] {
        [
            .keyed("kernel_regularizer", \Self.options.kernelRegularizer),
            .keyed("recurrent_regularizer", \Self.options.recurrentRegularizer),
            .keyed("bias_regularizer", \Self.options.biasRegularizer),
            .keyed("kernel_constraint", \Self.options.kernelConstraint),
            .keyed("recurrent_constraint", \Self.options.recurrentConstraint),
            .keyed("bias_constraint", \Self.options.biasConstraint),
            .flag("trainable", \Self.options.isTrainable),
        ]
    }

    // MARK: Shapes and masks

    var gateActivation: Activation? { nil }
    var isRecurrent: Bool { true }

    func output(for input: SampleShape) throws(NeuralError) -> SampleShape {
        guard let timeSteps = input.timeSteps else {
            let remedy =
                input.axes.count == 1
                ? "set its return_sequences: true, or put a reshape between them"
                : "put a reshape of two sizes between them"
            throw NeuralError(
                .badInputShape,
                "\(Self.article) \(Self.kind) needs sequences, (time steps, features), but the layer before "
                    + "returns \(input): \(remedy)")
        }
        try LayerChecks.units(options.units)
        try LayerChecks.rate(options.dropout, option: "dropout")
        try LayerChecks.rate(options.recurrentDropout, option: "recurrent_dropout")
        try LayerChecks.biasInitializer(options.biasInitializer)
        let sequence = SampleShape.sequence(timeSteps: timeSteps, features: options.units)
        try LayerChecks.sample(sequence)
        return options.returnSequences ? sequence : .vector(features: options.units)
    }

    private static var article: String { "aeiloO".contains(kind.prefix(1)) ? "an" : "a" }

    /// `RecurrentRunner` needs kernel, recurrent kernel and bias to follow each other.
    func matrices(features: Int) -> [WeightTensor] {
        let columns = form.gates * options.units
        let kernel = WeightTensor(
            "kernel", shape: [features, columns], options.kernelInitializer, stream: 0)
        let recurrent = WeightTensor(
            "recurrent_kernel", shape: [options.units, columns], options.recurrentInitializer, stream: 1)
        return [kernel, recurrent]
    }

    /// The layer's tensors as its options, which go by their names, have them.
    func underOptions(_ tensors: [WeightTensor]) -> [WeightTensor] {
        let options = options
        return tensors.map { tensor in
            let (regularizer, limit) =
                switch tensor.name {
                case "kernel": (options.kernelRegularizer, options.kernelConstraint)
                case "recurrent_kernel": (options.recurrentRegularizer, options.recurrentConstraint)
                default: (options.biasRegularizer, options.biasConstraint)
                }
            return tensor.under(regularizer, limit, isTrainable: options.isTrainable)
        }
    }

    func masks(at place: MaskPlace, for input: SampleShape) -> [MaskPlan] {
        inputMasks(at: place, features: input.features) + recurrentMasks(at: place)
    }

    /// The masks on the inputs, of each gate or shared by them: from index 0 on.
    func inputMasks(at place: MaskPlace, features: Int) -> [MaskPlan] {
        masks(rate: options.dropout, count: features, from: place)
    }

    /// The masks on the state: from index 4 on.
    func recurrentMasks(at place: MaskPlace) -> [MaskPlan] {
        masks(rate: options.recurrentDropout, count: options.units, from: place.moved(by: 4))
    }

    private func masks(rate: Double, count: Int, from first: MaskPlace) -> [MaskPlan] {
        let gates = options.resolvedMasks == .perGate ? form.gates : 1
        let form = form
        guard rate > 0, rate < 1 || form.dropsAllAtOne else { return [] }
        return (0..<gates).map { gate in
            MaskPlan(place: first.moved(by: gate), rate: rate, shape: [count], isSharedBySamples: false)
        }
    }

    var warnings: [String] {
        let kind = Self.kind
        var warnings: [String] = []
        if let activation = [options.activation, gateActivation].compactMap(\.self).first(
            where: \.isUnbounded)
        {
            warnings.append(
                "\(activation.rawValue) in \(Self.article) \(kind) is unbounded; the state can grow without "
                    + "limit")
        }
        guard !form.dropsAllAtOne else { return warnings }
        for (option, rate) in [("dropout", options.dropout), ("recurrent_dropout", options.recurrentDropout)]
        where rate == 1 {
            warnings.append("\(option) of 1 in \(Self.article) \(kind) means no dropout, as in Keras")
        }
        return warnings
    }

    func sizes(for extent: LayerExtent) -> RecurrentSizes { RecurrentSizes(self, extent) }

    func numbers(for extent: LayerExtent) -> Int { sizes(for: extent).total }

    func productTerms(for input: SampleShape) -> Int {
        let extent = LayerExtent(shape: input, capacity: 1, backward: .none)
        return sizes(for: extent).rowLength * options.units
    }

    func makeRunner(at place: LayerPlace) -> any LayerRunner { RecurrentRunner(layer: self, place: place) }
}
