package import CKernels

/// An element-wise function, as Keras 3 defines it.
package enum Activation: String, Sendable, CaseIterable {
    case linear
    case relu
    case tanh
    case sigmoid
    /// relu6(x + 3) / 6.
    case hardSigmoid = "hard_sigmoid"

    /// As the kernels call it.
    package var kernel: ck_activation {
        switch self {
        case .linear: CK_LINEAR
        case .relu: CK_RELU
        case .tanh: CK_TANH
        case .sigmoid: CK_SIGMOID
        case .hardSigmoid: CK_HARD_SIGMOID
        }
    }

    /// Whether values of any size can come out.
    var isUnbounded: Bool { self == .relu || self == .linear }
}
