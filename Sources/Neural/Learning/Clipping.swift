import CKernels

/// What is done to a gradient that is too large, before the optimizer sees it; Keras 3's three ways.
package enum Clipping: Hashable, Sendable {
    /// Each number is brought to -limit ... limit (`clipvalue`).
    case value(Double)
    /// Each tensor is scaled down to this norm (`clipnorm`).
    case norm(Double)
    /// The whole gradient is scaled down to this norm (`global_clipnorm`).
    case globalNorm(Double)

    /// - Parameters:
    ///   - gradient: P numbers.
    ///   - layout: which of them are a tensor.
    package func apply(to gradient: inout Vector, _ layout: ParameterLayout) {
        precondition(gradient.count == layout.count, "a gradient of another model")
        switch self {
        case .globalNorm(let limit): _ = VectorMath.clip(&gradient, globalNorm: Float(limit))
        case .value(let limit): VectorMath.clamp(&gradient, limit: Float(limit))
        case .norm(let limit):
            for entry in layout.entries {
                VectorMath.clip(&gradient, entry.offset..<entry.offset + entry.count, norm: limit)
            }
        }
    }
}
