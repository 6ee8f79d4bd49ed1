/// y = activation(x W + b); on sequences, at each time step (Keras 3 `Dense`).
///
/// Weights: `kernel` (F, units), `bias` (units).
public struct Dense: Hashable, Sendable {
    /// Outputs, at least 1.
    public var units: Int
    public var activation: Activation
    public var useBias: Bool
    public var kernelInitializer: Initializer
    public var biasInitializer: Initializer

    public init(
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
