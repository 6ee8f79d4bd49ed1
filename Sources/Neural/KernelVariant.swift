package import CKernels

/// An instruction set that the element-wise kernels were compiled for.
package enum KernelVariant: CaseIterable, Sendable {
    case plain
    case avx2
    case avx512

    /// The one in use: the widest that this processor can run.
    package static var active: KernelVariant { allCases.first { $0.code == ck_active_variant() } ?? .plain }

    package var name: String {
        switch self {
        case .plain: "plain"
        case .avx2: "AVX2"
        case .avx512: "AVX-512"
        }
    }

    /// The kernels; nil where this processor cannot run them.
    package var kernels: ck_kernels? { ck_kernels_of(code)?.pointee }

    private var code: ck_variant {
        switch self {
        case .plain: CK_PLAIN
        case .avx2: CK_AVX2
        case .avx512: CK_AVX512
        }
    }
}
