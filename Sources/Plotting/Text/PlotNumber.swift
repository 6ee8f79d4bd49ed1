import Glibc

/// Numbers as texts, the same everywhere.
package enum PlotNumber {
    /// A value with so many digits that count; an exponent where it is very large or small.
    package static func text(_ value: Double, digits: Int = 4) -> String {
        guard value.isFinite else { return value.isNaN ? "-" : value < 0 ? "-inf" : "inf" }
        guard value != 0 else { return "0" }
        var exponent = Int(floor(log10(value.magnitude))) - digits + 1
        var whole = scaled(value, by: -exponent).rounded()
        if whole.magnitude >= pow(10, Double(digits)) {
            exponent += 1
            whole = scaled(value, by: -exponent).rounded()
        }
        guard let number = Int(exactly: whole) else { return "\(value)" }
        return text(number, exponent: exponent)
    }

    /// number x 10^exponent, exactly, without needless zeros.
    static func text(_ number: Int, exponent: Int) -> String {
        guard number != 0 else { return "0" }
        var (number, exponent) = (number, exponent)
        while number.isMultiple(of: 10) {
            number /= 10
            exponent += 1
        }
        let digits = String(number.magnitude)
        let sign = number < 0 ? "-" : ""
        let power = exponent + digits.count - 1
        if power < -4 || power > 8 || (exponent > 5 && power > 6) {
            let rest = digits.dropFirst()
            return "\(sign)\(digits.prefix(1))\(rest.isEmpty ? "" : ".\(rest)")e\(power)"
        }
        if exponent >= 0 { return sign + grouped(digits + String(repeating: "0", count: exponent)) }
        let padded = String(repeating: "0", count: max(0, 1 - exponent - digits.count)) + digits
        return sign + grouped(String(padded.dropLast(-exponent))) + "." + padded.suffix(-exponent)
    }

    /// Commas between thousands.
    package static func grouped(_ value: Int) -> String {
        (value < 0 ? "-" : "") + grouped(String(value.magnitude))
    }

    private static func grouped(_ digits: String) -> String {
        guard digits.count > 3 else { return digits }
        var groups: [Substring] = []
        var rest = Substring(digits)
        while rest.count > 3 {
            groups.append(rest.suffix(3))
            rest = rest.dropLast(3)
        }
        return ([rest] + groups.reversed()).joined(separator: ",")
    }

    private static func scaled(_ value: Double, by exponent: Int) -> Double {
        // 10^308 is the last power that there is.
        guard abs(exponent) > 300 else {
            return exponent < 0 ? value / pow(10, Double(-exponent)) : value * pow(10, Double(exponent))
        }
        let half = exponent / 2
        return value * pow(10, Double(half)) * pow(10, Double(exponent - half))
    }

    /// A length in pixels, rounded to two decimals.
    static func pixels(_ value: Double) -> String {
        guard let hundredths = Int(exactly: (value * 100).rounded()) else { return "0" }
        guard hundredths != 0 else { return "0" }
        let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
        let sign = hundredths < 0 ? "-" : ""
        if rest == 0 { return "\(sign)\(whole)" }
        let lead = whole == 0 ? "" : "\(whole)"
        return rest.isMultiple(of: 10)
            ? "\(sign)\(lead).\(rest / 10)" : "\(sign)\(lead).\(rest < 10 ? "0" : "")\(rest)"
    }
}
