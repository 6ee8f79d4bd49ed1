import CBLAS

/// What computes on this machine, in words.
package enum NumericsDescription {
    /// Such as `OpenBLAS 0.3.21 (SkylakeX), element-wise kernels AVX-512`.
    package static var text: String { "\(blas) (\(blasKernel)), element-wise kernels \(kernels)" }

    /// The matrix library, such as `OpenBLAS 0.3.21`.
    package static var blas: String {
        let configuration = openblas_get_config().map { String(cString: $0) } ?? "BLAS"
        return configuration.split(separator: " ").prefix(2).joined(separator: " ")
    }

    /// The processor whose code the matrix library has chosen, such as `SkylakeX`.
    package static var blasKernel: String {
        openblas_get_corename().map { String(cString: $0) } ?? "unknown processor"
    }

    /// The variant of the element-wise kernels in use: `plain`, `AVX2` or `AVX-512`.
    package static var kernels: String { KernelVariant.active.name }
}
