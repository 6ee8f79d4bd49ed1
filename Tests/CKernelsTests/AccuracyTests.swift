import CKernels
import Foundation
import Testing

struct AccuracyTests {
    /// Every float takes minutes and is for `LOCKSTEP_FULL_SWEEP=1`; the stride else is prime, to meet all
    /// exponents.
    static let stride: UInt64 = ProcessInfo.processInfo.environment["LOCKSTEP_FULL_SWEEP"] == "1" ? 1 : 4093

    static let functions: [(ck_activation, @Sendable (Double) -> Double)] = [
        (CK_TANH, { tanh($0) }), (CK_SIGMOID, { 1 / (1 + exp(-$0)) }),
        (CK_ELU, { $0 > 0 ? $0 : expm1($0) }),
        (CK_SELU, { 1.0507009873554805 * ($0 > 0 ? $0 : 1.6732632423543772 * expm1($0)) }),
        (CK_GELU, { $0 < -40 ? -0.0 : $0 * erfc(-$0 / 2.0.squareRoot()) / 2 }),
        (CK_SOFTPLUS, { max($0, 0) + log1p(exp(-$0.magnitude)) }),
        (CK_SILU, { $0 < -200 ? -0.0 : $0 / (1 + exp(-$0)) }),
        (CK_LEAKY_RELU, { $0 > 0 ? $0 : 0.2 * $0 }),
    ]

    @Test(arguments: functions.indices)
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
        // Of infinities there is no difference.
        guard Double(y) != exact else { return 0 }
        let spacing = max(Double(Float(exact.magnitude).ulp), 0x1p-149)
        // Just below a power of two, rounding the reference to Float would double the spacing.
        let isRoundedUp =
            Double(Float(exact.magnitude)) > exact.magnitude && Float(exact.magnitude).significand == 1
        return (Double(y) - exact).magnitude / (isRoundedUp ? spacing / 2 : spacing)
    }

    /// By central differences of the references, whose own error is below 10^-9.
    @Test(arguments: functions.indices)
    func derivative_isThatOfTheReference(function: Int) {
        let (activation, reference) = Self.functions[function]
        // Off the kinks at 0 by more than the distance.
        let points = (0..<2001).map { Float($0 - 1000) * 0.02 + 0.01 }
        var kept = points
        if !ck_keeps_input(activation) { ck_activate(&kept, kept.count, activation) }
        var slopes = points
        let ones = [Float](repeating: 1, count: points.count)
        ck_activate_backward(&slopes, ones, kept, points.count, activation)
        for (x, slope) in zip(points, slopes) {
            let (above, below) = (reference(Double(x) + 1e-5), reference(Double(x) - 1e-5))
            #expect((Double(slope) - (above - below) / 2e-5).magnitude < 1e-6, "at \(x)")
        }
    }

    @Test func slopesAtInfinity_areNumbers() {
        let points = [-Float.infinity, .infinity]
        let slopes: [(ck_activation, [Float])] = [
            (CK_ELU, [0, 1]), (CK_GELU, [0, 1]), (CK_SOFTPLUS, [0, 1]), (CK_SILU, [0, 1]),
            (CK_LEAKY_RELU, [0.2, 1]),
        ]
        for (activation, expected) in slopes {
            var (kept, found) = (points, points)
            if !ck_keeps_input(activation) { ck_activate(&kept, 2, activation) }
            ck_activate_backward(&found, [1, 1], kept, 2, activation)
            #expect(found == expected, "\(activation.rawValue)")
        }
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
        #expect(value(CK_ELU, -infinity) == -1 && value(CK_ELU, infinity) == infinity)
        #expect(value(CK_GELU, -infinity) == 0 && value(CK_GELU, infinity) == infinity)
        #expect(value(CK_SILU, -infinity) == 0 && value(CK_SILU, infinity) == infinity)
        #expect(value(CK_GELU, -14) < 0 && value(CK_SILU, -100) < 0, "subnormals, not zero")
        #expect(value(CK_SOFTPLUS, -infinity) == 0 && value(CK_SOFTPLUS, infinity) == infinity)
        #expect(value(CK_SOFTPLUS, -100) > 0, "a subnormal, not zero")
        #expect(value(CK_LEAKY_RELU, -5) == -1 && value(CK_LEAKY_RELU, 5) == 5)
        for activation in [
            CK_LINEAR, CK_RELU, CK_TANH, CK_SIGMOID, CK_HARD_SIGMOID, CK_ELU, CK_SELU, CK_GELU, CK_SOFTPLUS,
            CK_SILU, CK_LEAKY_RELU,
        ] {
            #expect(value(activation, .nan).isNaN)
        }
    }
}
