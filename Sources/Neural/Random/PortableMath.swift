/// Elementary functions of plain arithmetic, because the C library's differ in the last bit between versions
/// and processors, and weights must not.
package enum PortableMath {
    /// ln x for normal x > 0, within a few units in the last place.
    package static func logarithm(_ x: Double) -> Double {
        var exponent = Double(x.exponent)
        var fraction = x.significand
        if fraction > 1.4142135623730951 {
            fraction *= 0.5
            exponent += 1
        }
        // ln f = 2 artanh s; |s| <= 0.172, so that the term after s^23 is below 2^-60.
        let s = (fraction - 1) / (fraction + 1)
        var series = 0.0
        for power in stride(from: 23.0, through: 1, by: -2) {
            series = series * (s * s) + 1 / power
        }
        return exponent * 0.6931471805599453 + 2 * s * series
    }

    /// e^x, within a few units in the last place; 0 where it is below the normal numbers.
    package static func exponential(_ x: Double) -> Double {
        guard x > -708 else { return 0 }
        guard x < 709 else { return .infinity }
        let exponent = (x * 1.4426950408889634).rounded()
        // ln 2 in two parts, of which the first has so few digits that its multiples are exact.
        let rest = (x - exponent * 0x1.62e42fefap-1) - exponent * 0x1.cf79abc9e3b3ap-40
        // Taylor series on |rest| <= 0.3466, down from a term below 2^-60.
        var series = 1.0
        for n in stride(from: 15.0, through: 1, by: -1) { series = 1 + series * rest / n }
        return series * Double(sign: .plus, exponent: Int(exponent), significand: 1)
    }

    /// cos and sin of 2 pi x for 0 <= x < 1.
    package static func cosineAndSine(turns x: Double) -> (cosine: Double, sine: Double) {
        let quarter = (4 * x).rounded()
        let angle = (x - quarter / 4) * 6.283185307179586
        // Taylor series on |angle| <= pi / 4.
        var cosine = 1.0
        var sine = 1.0
        for n in stride(from: 18.0, through: 2, by: -2) {
            cosine = 1 - cosine * (angle * angle) / (n * (n - 1))
            sine = 1 - sine * (angle * angle) / (n * (n + 1))
        }
        sine *= angle
        switch Int(quarter) % 4 {
        case 1: return (-sine, cosine)
        case 2: return (-cosine, -sine)
        case 3: return (sine, -cosine)
        default: return (cosine, sine)
        }
    }

    /// x^n for n >= 0, by squaring.
    static func power(_ x: Double, _ n: Int) -> Double {
        var result = 1.0
        var square = x
        var rest = n
        while rest > 0 {
            if rest & 1 == 1 { result *= square }
            square *= square
            rest >>= 1
        }
        return result
    }
}
