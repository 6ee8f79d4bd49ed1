import CKernels
import Foundation
import Testing

struct AccuracyTests {
    /// Every float takes minutes and is for `LOCKSTEP_FULL_SWEEP=1`; the stride else is prime, to meet all
    /// exponents.
    static let stride: UInt64 = ProcessInfo.processInfo.environment["LOCKSTEP_FULL_SWEEP"] == "1" ? 1 : 4093

    static let functions: [(ck_activation, @Sendable (Double) -> Double)] = [
        (CK_TANH, { tanh($0) }), (CK_SIGMOID, { 1 / (1 + exp(-$0)) }),
    ]

    @Test(arguments: [0, 1])
    func error_isAtMostTwoUlpOverAllFloats(function: Int) {
        let (activation, reference) = Self.functions[function]
        var worst = 0.0
        var worstAt = Float(0)
        var block: [Float] = []
        for start in Swift.stride(from: UInt64(0), to: 1 << 32, by: Int(Self.stride * 4096)) {
            block.removeAll(keepingCapacity: true)
            for k in 0..<UInt64(4096) where start + k * Self.stride < 1 << 32 {
                block.append(Float(bitPattern: UInt32(start + k * Self.stride)))
            }
            var results = block
            ck_activate(&results, results.count, activation)
            for (x, y) in zip(block, results) where !(x.isNaN && y.isNaN) {
                let error = Self.ulps(y, from: reference(Double(x)))
                if !(error <= worst) { (worst, worstAt) = (error, x) }
            }
        }
        #expect(worst <= 2, "worst at \(worstAt)")
        #expect(worst > 0.4, "a correctly rounded result would be a surprise: is the reference in use?")
    }

    private static func ulps(_ y: Float, from exact: Double) -> Double {
        let spacing = max(Double(Float(exact.magnitude).ulp), 0x1p-149)
        // Just below a power of two, rounding the reference to Float would double the spacing.
        let isRoundedUp =
            Double(Float(exact.magnitude)) > exact.magnitude && Float(exact.magnitude).significand == 1
        return (Double(y) - exact).magnitude / (isRoundedUp ? spacing / 2 : spacing)
    }

    @Test func specialValues_areExact() {
        func value(_ activation: ck_activation, _ x: Float) -> Float {
            var numbers = [x]
            ck_activate(&numbers, 1, activation)
            return numbers[0]
        }
        let infinity = Float.infinity
        #expect(value(CK_TANH, infinity) == 1 && value(CK_TANH, -infinity) == -1)
        #expect(value(CK_TANH, 0).sign == .plus && value(CK_TANH, -0.0).sign == .minus)
        let subnormal = Float(bitPattern: 5)
        #expect(value(CK_TANH, -0.0) == 0 && value(CK_TANH, subnormal) == subnormal)
        #expect(value(CK_SIGMOID, infinity) == 1 && value(CK_SIGMOID, -infinity) == 0)
        #expect(value(CK_SIGMOID, 0) == 0.5 && value(CK_SIGMOID, -0.0) == 0.5)
        #expect(value(CK_SIGMOID, -100) > 0, "a subnormal, not zero")
        #expect(value(CK_HARD_SIGMOID, -3) == 0 && value(CK_HARD_SIGMOID, 3) == 1)
        #expect(value(CK_HARD_SIGMOID, 0) == 0.5 && value(CK_HARD_SIGMOID, infinity) == 1)
        #expect(value(CK_RELU, -2) == 0 && value(CK_RELU, 2) == 2)
        for activation in [CK_LINEAR, CK_RELU, CK_TANH, CK_SIGMOID, CK_HARD_SIGMOID] {
            #expect(value(activation, .nan).isNaN)
        }
    }
}
