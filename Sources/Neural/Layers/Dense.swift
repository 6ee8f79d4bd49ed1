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
