import CBLAS
import CKernels

/// What computes on this machine, in words.
public enum NumericsDescription {
    /// Such as `OpenBLAS 0.3.21 (SkylakeX), element-wise kernels AVX-512`.
    public static var text: String {
        let configuration = openblas_get_config().map { String(cString: $0) } ?? "BLAS"
        let core = openblas_get_corename().map { String(cString: $0) } ?? "unknown processor"
        let version = configuration.split(separator: " ").prefix(2).joined(separator: " ")
        return "\(version) (\(core)), element-wise kernels \(variant)"
    }

    private static var variant: String {
        switch ck_active_variant() {
        case CK_AVX512: "AVX-512"
        case CK_AVX2: "AVX2"
        default: "plain"
        }
    }
}
