import Glibc

/// Ticks at round numbers: multiples of 1, 2 or 5 times a power of ten.
enum NumberTicks {
    /// - Parameters:
    ///   - low, high: the axis, low below high by more than rounding takes.
    ///   - most: ticks at most, at least 1.
    static func linear(low: Double, high: Double, most: Int, isWhole: Bool) -> [Tick] {
        let (factor, exponent) = step(high - low, most: max(1, most), isWhole: isWhole)
        let unit = Double(factor) * pow(10, Double(max(0, exponent))) / pow(10, Double(max(0, -exponent)))
        // What rounding adds or takes is no reason to leave a tick out.
        let first = (low / unit - 1e-6).rounded(.up)
        let last = (high / unit + 1e-6).rounded(.down)
        guard let start = Int(exactly: first), let end = Int(exactly: last), start <= end,
            end - start <= 10 * max(1, most), abs(start) < 1 << 50, abs(end) < 1 << 50
        else { return [] }
        return (start...end).map { count in
            Tick(
                value: Double(count) * unit, label: PlotNumber.text(count * factor, exponent: exponent))
        }
    }

    /// The smallest step of which no more than `most` fit.
    private static func step(_ span: Double, most: Int, isWhole: Bool) -> (factor: Int, exponent: Int) {
        let least = span / Double(most)
        var exponent = Int(floor(log10(least)))
        if isWhole { exponent = max(0, exponent) }
        for factor in [1, 2, 5] where Double(factor) * pow(10, Double(exponent)) >= least * 0.999_999 {
            return (factor, exponent)
        }
        return (1, exponent + 1)
    }

    /// Powers of ten; where few of them fit in, 2 and 5 times them, too.
    ///
    /// - Parameters:
    ///   - low, high: the axis, 0 < low < high.
    static func logarithmic(low: Double, high: Double, most: Int) -> [Tick] {
        let decades = Int(floor(log10(low)))...Int(ceil(log10(high)))
        let inside = decades.filter { (low...high).contains(pow(10, Double($0))) }
        let factors = inside.count * 3 <= most + 2 && inside.count <= 3 ? [1, 2, 5] : [1]
        let stride = factors.count > 1 ? 1 : max(1, (inside.count + most - 1) / max(1, most))
        return decades.flatMap { decade -> [Tick] in
            guard decade.isMultiple(of: stride) else { return [] }
            return factors.compactMap { factor in
                let value = Double(factor) * pow(10, Double(decade))
                guard (low * 0.999_999...high * 1.000_001).contains(value) else { return nil }
                return Tick(value: value, label: PlotNumber.text(factor, exponent: decade))
            }
        }
    }
}
