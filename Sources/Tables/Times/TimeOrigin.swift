/// From where the time steps of a table are counted, so that a time has the same number in whatever rows it
/// stands.
package struct TimeOrigin: Sendable, Hashable {
    /// The first time of all rows, nanoseconds since 1970-01-01 00:00.
    package let first: Int64
    package let step: TimeStep

    package init(first: Int64, step: TimeStep) {
        self.first = first
        self.step = step
    }

    /// Whole steps from the first time to another one; below 0 for one before.
    package func steps(to time: Int64) -> Int {
        switch step {
        case .constant(let nanoseconds):
            // Exact even over more than 292 years, which a signed difference does not hold.
            let distance = UInt64(bitPattern: time >= first ? time &- first : first &- time)
            let (steps, rest) = distance.quotientAndRemainder(dividingBy: UInt64(nanoseconds))
            return time >= first ? Int(clamping: steps) : -Int(clamping: steps) - (rest > 0 ? 1 : 0)
        case .months(let months, _):
            let distance = Int64(Self.month(of: time) - Self.month(of: first))
            return Int(CivilDate.floored(distance, Int64(months)))
        }
    }

    /// Counted from the year 0.
    private static func month(of time: Int64) -> Int {
        let date = CivilDate(days: CivilDate.split(nanoseconds: time).days)
        return date.year * 12 + date.month - 1
    }
}

/// `1467331200000000000 + 3600000000000`: the first time and the step in nanoseconds; or the step as
/// `1 months on 31`.
extension TimeOrigin: RawRepresentable, Codable {
    package var rawValue: String {
        switch step {
        case .constant(let nanoseconds): "\(first) + \(nanoseconds)"
        case .months(let months, let day): "\(first) + \(months) months on \(day)"
        }
    }

    /// Only as `rawValue` is written; nil for anything else.
    package init?(rawValue: String) {
        let words = rawValue.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count > 2, let first = Int64(words[0]) else { return nil }
        if words.count == 3, let nanoseconds = Int64(words[2]), nanoseconds > 0 {
            self.init(first: first, step: .constant(nanoseconds: nanoseconds))
        } else if words.count == 6, let months = Int(words[2]), let day = Int(words[5]), months > 0,
            (0...31).contains(day)
        {
            self.init(first: first, step: .months(months, day: day))
        } else {
            return nil
        }
        guard self.rawValue == rawValue else { return nil }
    }
}
