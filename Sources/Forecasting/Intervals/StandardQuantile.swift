import Neural

/// Quantiles of standard distributions by plain arithmetic, the same bits on every machine.
package enum StandardQuantile {
    /// The number that a standard normal one is below with a probability.
    ///
    /// Within 1e-9 for probabilities from 1e-6 to 1 - 1e-6. The distribution is Marsaglia's series (Journal
    /// of Statistical Software 11, 2004), inverted by Newton's steps from 0, of which none goes too far.
    package static func normal(_ probability: Double) -> Double {
        guard probability >= 0.5 else { return -normal(1 - probability) }
        var x = 0.0
        for _ in 0..<200 {
            var (sum, term) = (x, x)
            var divisor = 1.0
            while term > sum * 0x1p-54 {
                divisor += 2
                term *= x * x / divisor
                sum += term
            }
            let density = PortableMath.exponential(-x * x / 2) / 2.5066282746310002
            let step = (probability - 0.5) / density - sum
            x += step
            if step < 1e-14 { break }
        }
        return x
    }

    /// The same for Student's t.
    ///
    /// Within 1e-9, or that share of it, for probabilities from 1e-6 to 1 - 1e-6. By Hill's approximation
    /// (Communications of the ACM 13, 1970), and steps of Newton's from there; from 1,000 degrees on, by the
    /// expansion around the normal one (Abramowitz and Stegun 1964, 26.7.5).
    ///
    /// - Parameter degrees: of freedom, at least 2; need not be whole.
    package static func studentT(_ probability: Double, degrees: Double) -> Double {
        studentT(probability, degrees: degrees, normal: normal(probability))
    }

    /// - Parameter normal: the normal quantile of the probability.
    static func studentT(_ probability: Double, degrees: Double, normal: Double) -> Double {
        guard probability >= 0.5 else { return -studentT(1 - probability, degrees: degrees, normal: -normal) }
        guard probability > 0.5 else { return 0 }
        guard degrees < 1_000 else { return expanded(normal, degrees) }
        let tail = 1 - probability
        let constant = densityConstant(degrees)
        var t = hill(2 * tail, degrees, normal: normal)
        for _ in 0..<20 {
            let density =
                constant
                * PortableMath.exponential(
                    -(degrees + 1) / 2 * PortableMath.logarithm(1 + t * t / degrees))
            let error = (upperTail(t, degrees, density: density) - tail) / density
            // The next term of the inverse's series, too.
            let step = error * (1 + error * t * (degrees + 1) / (2 * (t * t + degrees)))
            t += step
            if step.magnitude < 1e-12 * t { break }
        }
        return t
    }

    /// Four terms around the normal quantile.
    private static func expanded(_ z: Double, _ degrees: Double) -> Double {
        let s = z * z
        let first = (s + 1) * z / 4
        let second = ((5 * s + 16) * s + 3) * z / 96
        let third = (((3 * s + 19) * s + 17) * s - 15) * z / 384
        let fourth = ((((79 * s + 776) * s + 1482) * s - 1920) * s - 945) * z / 92160
        return z + (first + (second + (third + fourth / degrees) / degrees) / degrees) / degrees
    }

    /// Hill's approximation.
    ///
    /// - Parameter p: the probability of both tails, below 1.
    private static func hill(_ p: Double, _ n: Double, normal: Double) -> Double {
        guard n > 2.000_001 else { return (2 / (p * (2 - p)) - 2).squareRoot() }
        let a = 1 / (n - 0.5)
        let b = 48 / (a * a)
        var c = ((20_700 * a / b - 98) * a - 16) * a + 96.36
        let d = ((94.5 / (b + c) - 3) / b + 1) * (a * 1.5707963267948966).squareRoot() * n
        var y = PortableMath.exponential(2 / n * PortableMath.logarithm(d * p))
        if y > 0.05 + a {
            let x = -normal
            if n < 5 { c += 0.3 * (n - 4.5) * (x + 0.6) }
            c = (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b + c
            let s = x * x
            y = (((((0.4 * s + 6.3) * s + 36) * s + 94.5) / c - s - 3) / b + 1) * x
            y = PortableMath.exponential(a * y * y) - 1
        } else {
            let inner = (n + 6) / (n * y) - 0.089 * d - 0.822
            y = ((1 / (inner * (n + 2) * 3) + 0.5 / (n + 4)) * y - 1) * (n + 1) / (n + 2) + 1 / y
        }
        return (n * max(y, 1e-12)).squareRoot()
    }

    /// Of the density: gamma((n + 1) / 2) / (gamma(n / 2) sqrt(n pi)).
    private static func densityConstant(_ n: Double) -> Double {
        // The ratio of gamma functions half apart, by its series at 10 and more, and x gamma(x) before.
        var (x, factor) = (n / 2, 1.0)
        while x < 10 {
            factor *= x / (x + 0.5)
            x += 1
        }
        let r = 1 / (x * x)
        let series = (-1.0 / 8 + (1.0 / 192 + (-1.0 / 640 + 17.0 / 14_336 * r) * r) * r) / x
        return factor * (x / (n * 3.141592653589793)).squareRoot() * PortableMath.exponential(series)
    }

    /// The probability above t > 0, by the incomplete beta function.
    private static func upperTail(_ t: Double, _ n: Double, density: Double) -> Double {
        let x = n / (n + t * t)
        return x < (n / 2 + 1) / (n / 2 + 2.5)
            ? density * t / n * betaFraction(x, n / 2, 0.5)
            : 0.5 - density * t * betaFraction(t * t / (n + t * t), 0.5, n / 2)
    }

    /// The continued fraction of the incomplete beta function (Abramowitz and Stegun 1964, 26.5.8), by the
    /// method of Lentz.
    private static func betaFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
        var c = 1.0
        var d = 1 / (1 - (a + b) * x / (a + 1))
        var result = d
        for m in stride(from: 1.0, to: 1_000, by: 1) {
            let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            d = 1 / (1 + even * d)
            c = 1 + even / c
            result *= d * c
            let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            d = 1 / (1 + odd * d)
            c = 1 + odd / c
            result *= d * c
            if (d * c - 1).magnitude < 1e-15 { break }
        }
        return result
    }
}
