import Foundation

/// Numbers as people read them.
package enum NumberText {
    /// A whole number with commas between thousands.
    package static func grouped(_ value: Int) -> String {
        var digits = String(value.magnitude)
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return (value < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
    }

    /// A loss or error with four significant digits.
    package static func loss(_ value: Double?) -> String {
        guard let value else { return "-" }
        // The sign of what is no number tells nothing.
        guard value.isFinite else { return value.isNaN ? "nan" : "\(value)" }
        let isPlain = value == 0 || (1e-3..<1e5).contains(abs(value))
        return isPlain
            ? String(format: abs(value) < 10 ? "%.4f" : "%.2f", value) : String(format: "%.3e", value)
    }

    /// A span of time: `42 s`, `3:07 min`, `2:05:09 h`.
    package static func time(_ seconds: Double?) -> String {
        guard let seconds, seconds.isFinite, seconds < 1e9 else { return "-" }
        if seconds < 9.95 { return String(format: "%.1f s", max(0, seconds)) }
        let whole = Int(seconds.rounded())
        if whole < 100 { return "\(whole) s" }
        if whole < 3600 { return String(format: "%d:%02d min", whole / 60, whole % 60) }
        return String(format: "%d:%02d:%02d h", whole / 3600, whole / 60 % 60, whole % 60)
    }

    /// A short span of time in milliseconds, with three digits or more.
    package static func milliseconds(_ seconds: Double) -> String {
        let value = seconds * 1e3
        return String(format: value < 10 ? "%.2f ms" : value < 100 ? "%.1f ms" : "%.0f ms", value)
    }

    /// A learning rate with at most three significant digits: `0.001`, `2.5e-05`.
    package static func learningRate(_ rate: Double) -> String { String(format: "%.3g", rate) }

    /// A share as whole percent.
    package static func percent(_ share: Double) -> String { "\(Int((100 * share).rounded())) %" }

    /// A share in percent with a digit behind the point.
    package static func share(_ share: Double) -> String { String(format: "%.1f %%", 100 * share) }

    package static func rate(_ perSecond: Double?) -> String {
        guard let perSecond, perSecond.isFinite else { return "-" }
        return grouped(Int(perSecond.rounded()))
    }
}
