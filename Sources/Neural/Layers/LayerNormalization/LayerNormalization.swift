/// y = gamma (x - mean) / sqrt(variance + epsilon) + beta, with mean and variance of each row of features
/// (Ba et al. 2016; Keras 3 `LayerNormalization` over the last axis).
///
/// Weights: `gamma` (F), which starts at 1, and `beta` (F), which starts at 0.
package struct LayerNormalization: Hashable, Sendable {
    /// Above 0.
    package var epsilon: Double
    /// Whether there is a beta.
    package var center: Bool
    /// Whether there is a gamma.
    package var scale: Bool
    package var betaRegularizer, gammaRegularizer: Regularizer?
    package var betaConstraint, gammaConstraint: MaxNorm?
    package var isTrainable = true

    package init(epsilon: Double = 0.001, center: Bool = true, scale: Bool = true) {
        self.epsilon = epsilon
        self.center = center
        self.scale = scale
    }
}

extension LayerNormalization: LayerDefinition {
    package static let kind = "layer_normalization"
    package static let template = LayerNormalization()
    package static let keys: [JobKey<LayerNormalization>] = [
        .number("epsilon", \.epsilon, in: 1e-12...1),
        .flag("center", \.center),
        .flag("scale", \.scale),
        .keyed("beta_regularizer", \.betaRegularizer),
        .keyed("gamma_regularizer", \.gammaRegularizer),
        .keyed("beta_constraint", \.betaConstraint),
        .keyed("gamma_constraint", \.gammaConstraint),
        .flag("trainable", \.isTrainable),
    ]

    package var choice: Layer { .layerNormalization(self) }

    func output(for input: SampleShape) throws(NeuralError) -> SampleShape {
        guard epsilon > 0, epsilon <= 1 else {
            throw NeuralError(
                .badRate, "\(epsilon) is no epsilon; it takes a number above 0, at most 1", option: "epsilon")
        }
        return input
    }

    func tensors(for input: SampleShape) -> [WeightTensor] {
        let gamma = WeightTensor("gamma", shape: [input.features], InitialValues.constant(1), stream: 0)
            .under(gammaRegularizer, gammaConstraint, isTrainable: isTrainable)
        let beta = WeightTensor("beta", shape: [input.features], InitialValues.constant(0), stream: 1)
            .under(betaRegularizer, betaConstraint, isTrainable: isTrainable)
        return (scale ? [gamma] : []) + (center ? [beta] : [])
    }

    /// Output, its gradient, the normal rows and their gradient, and a number a row.
    func numbers(for extent: LayerExtent) -> Int {
        2 * extent.withGradient(extent.capacity * extent.shape.count) + extent.capacity * extent.shape.rows
    }

    func makeRunner(at place: LayerPlace) -> any LayerRunner { LayerNormalizationRunner(self, place) }
}
