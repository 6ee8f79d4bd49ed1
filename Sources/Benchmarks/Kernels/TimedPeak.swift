import CKernels
import Neural

/// Multiply-adds that never leave the registers: the most that one core can do.
package struct TimedPeak {
    private let sums = FloatBuffer(count: Int(CK_PEAK_SUMS))

    package init() {}

    /// - Returns: the multiply-adds done; in each, two floating-point operations.
    package func run(rounds: Int) -> Int { ck_multiply_add(sums.start, rounds) }
}
