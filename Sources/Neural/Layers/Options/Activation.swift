package import CKernels

/// An element-wise function, as Keras 3 defines it.
package enum Activation: String, Sendable, CaseIterable {
    case linear
    case relu
    case tanh
    case sigmoid
    /// relu6(x + 3) / 6.
    case hardSigmoid = "hard_sigmoid"
    /// x above 0, else exp(x) - 1 (Clevert et al. 2016).
    case elu
    /// elu with a depth of its own, times a scale (Klambauer et al. 2017).
    case selu
    /// x times the normal distribution up to x (Hendrycks and Gimpel 2016), not the approximation of it.
    case gelu
    /// log(1 + exp(x)).
    case softplus
    /// x sigmoid(x) (Ramachandran et al. 2017), under its two names in Keras.
    case silu, swish
    /// x above 0, else 0.2 x.
    case leakyReLU = "leaky_relu"

    /// As the kernels call it.
    package var kernel: ck_activation {
        switch self {
        case .linear: CK_LINEAR
        case .relu: CK_RELU
        case .tanh: CK_TANH
        case .sigmoid: CK_SIGMOID
        case .hardSigmoid: CK_HARD_SIGMOID
        case .elu: CK_ELU
        case .selu: CK_SELU
        case .gelu: CK_GELU
        case .softplus: CK_SOFTPLUS
        case .silu, .swish: CK_SILU
        case .leakyReLU: CK_LEAKY_RELU
        }
    }

    /// Whether values of any size can come out.
    var isUnbounded: Bool {
        switch self {
        case .tanh, .sigmoid, .hardSigmoid: false
        case .linear, .relu, .elu, .selu, .gelu, .softplus, .silu, .swish, .leakyReLU: true
        }
    }
}
