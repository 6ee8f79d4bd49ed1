/// y = activation(x W + b); on sequences, at each time step (Keras 3 `Dense`).
///
/// Weights: `kernel` (F, units), `bias` (units).
package struct Dense: Hashable, Sendable {
    /// Outputs, at least 1.
    package var units: Int
    package var activation: Activation
    package var useBias: Bool
    package var kernelInitializer: Initializer
    package var biasInitializer: Initializer
    package var kernelRegularizer, biasRegularizer: Regularizer?
    package var kernelConstraint, biasConstraint: MaxNorm?
    package var isTrainable = true

    package init(
        units: Int, activation: Activation = .linear, useBias: Bool = true,
        kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros
    ) {
        self.units = units
        self.activation = activation
        self.useBias = useBias
        self.kernelInitializer = kernelInitializer
        self.biasInitializer = biasInitializer
    }
}

extension Dense: LayerDefinition {
    package static let kind = "dense"
    package static let template = Dense(units: 1)
    package static let keys: [JobKey<Dense>] = [
        .integer("units", \.units, in: 1...NeuralLimits.units, example: "64"),
        .word("activation", \.activation),
        .flag("use_bias", \.useBias),
        .word("kernel_initializer", \.kernelInitializer),
        .word("bias_initializer", \.biasInitializer, refused: [.orthogonal]),
        .keyed("kernel_regularizer", \.kernelRegularizer),
        .keyed("bias_regularizer", \.biasRegularizer),
        .keyed("kernel_constraint", \.kernelConstraint),
        .keyed("bias_constraint", \.biasConstraint),
        .flag("trainable", \.isTrainable),
    ]

    package var choice: Layer { .dense(self) }

    var takesKnown: Bool { true }

    func output(for input: SampleShape) throws(NeuralError) -> SampleShape {
        try LayerChecks.units(units)
        try LayerChecks.biasInitializer(biasInitializer)
        let output = SampleShape(axes: input.axes.dropLast() + [units])
        try LayerChecks.sample(output)
        return output
    }

    /// `DenseRunner` needs kernel and bias to follow each other.
    func tensors(for input: SampleShape) -> [WeightTensor] {
        let kernel = WeightTensor("kernel", shape: [input.features, units], kernelInitializer, stream: 0)
            .under(kernelRegularizer, kernelConstraint, isTrainable: isTrainable)
        guard useBias else { return [kernel] }
        let bias = WeightTensor("bias", shape: [units], biasInitializer, stream: 2)
        return [kernel, bias.under(biasRegularizer, biasConstraint, isTrainable: isTrainable)]
    }

    func numbers(for extent: LayerExtent) -> Int { DenseSizes(self, extent).total }

    func productTerms(for input: SampleShape) -> Int { input.rows * input.features * units }

    func makeRunner(at place: LayerPlace) -> any LayerRunner { DenseRunner(dense: self, place: place) }
}
