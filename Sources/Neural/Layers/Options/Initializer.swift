/// How a tensor starts, as Keras 3 defines it.
package enum Initializer: String, Sendable, CaseIterable {
    /// Uniform within sqrt(6 / (fan in + fan out)) of 0 (Glorot and Bengio 2010).
    case glorotUniform = "glorot_uniform"
    /// Orthonormal rows or columns, whichever are fewer (Saxe et al. 2014). Not for biases.
    case orthogonal
    case zeros
    case ones

    var values: InitialValues {
        switch self {
        case .glorotUniform: .glorotUniform
        case .orthogonal: .orthogonal
        case .zeros: .constant(0)
        case .ones: .constant(1)
        }
    }
}
