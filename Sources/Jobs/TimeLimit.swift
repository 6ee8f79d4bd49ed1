/// How long a run may compute.
package struct TimeLimit: Sendable, Equatable {
    package enum Unit: String, CaseIterable, Sendable {
        case seconds = "s"
        case minutes = "min"
        case hours = "h"

        var seconds: Int {
            switch self {
            case .seconds: 1
            case .minutes: 60
            case .hours: 3600
            }
        }
    }

    /// At least 1.
    package let amount: Int
    package let unit: Unit

    /// - Precondition: at least 1 and at most `longest` in all.
    package init(_ amount: Int, _ unit: Unit) {
        precondition(amount >= 1 && amount <= Self.longest / unit.seconds, "\(amount) \(unit.rawValue)")
        self.amount = amount
        self.unit = unit
    }

    package var duration: Duration { .seconds(amount * unit.seconds) }

    /// Seconds of about a year.
    static let longest = 31_536_000
}

extension TimeLimit: LosslessStringConvertible {
    /// Such as `90 s`, `30 min` and `2 h`.
    package init?(_ text: String) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 2, let amount = Int(words[0]), let unit = Unit(rawValue: String(words[1])),
            amount >= 1, amount <= Self.longest / unit.seconds
        else { return nil }
        self.init(amount, unit)
    }

    package var description: String { "\(amount) \(unit.rawValue)" }
}
