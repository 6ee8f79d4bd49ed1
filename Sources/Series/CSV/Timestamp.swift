/// A date and time as ISO 8601 and its common relatives write it: `2016-07-01`, `2016/7/1 13:00`,
/// `2016-07-01T13:00:00.25+02:00`. Years 1678 to 2261, which 64 bits of nanoseconds hold.
struct Timestamp {
    /// Since 1970-01-01 00:00, in UTC where the text names a zone.
    let nanoseconds: Int64
    let hasZone: Bool

    static let nanosecondsPerDay: Int64 = 86_400_000_000_000
    /// What 64 bits of nanoseconds reach.
    static let years: ClosedRange<Int64> = 1678...2261

    /// Nil where the bytes are no such date and time.
    init?(_ bytes: UnsafeRawBufferPointer) {
        var scanner = TimeScanner(bytes)
        guard let days = scanner.date() else { return nil }
        var total = days * Self.nanosecondsPerDay
        var zone: Int64?
        if !scanner.isAtEnd {
            guard scanner.take("T") || scanner.take("t") || scanner.skipSpaces(),
                let time = scanner.halfDayClock()
            else {
                return nil
            }
            total += time
            _ = scanner.skipSpaces()
            if !scanner.isAtEnd {
                zone = scanner.zone()
                guard zone != nil else { return nil }
            }
        }
        guard scanner.isAtEnd else { return nil }
        nanoseconds = total - (zone ?? 0)
        hasZone = zone != nil
    }

    /// Nanoseconds since midnight of `13:00`, `13:00:00`, `13:00:00.25`, `1:00 PM` or `13.00.00`; nil where
    /// the bytes are none.
    static func timeOfDay(_ bytes: UnsafeRawBufferPointer) -> Int64? {
        var scanner = TimeScanner(bytes)
        if let time = scanner.halfDayClock(), scanner.isAtEnd { return time }
        var dotted = TimeScanner(bytes)
        guard let time = dotted.dottedClock(), dotted.isAtEnd else { return nil }
        return time
    }

    /// Whether the bytes begin with a date of a year that nanoseconds do not reach.
    static func isBeyond(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var scanner = TimeScanner(bytes)
        if scanner.date(years: 0...9999) != nil {
            var strict = TimeScanner(bytes)
            return strict.date() == nil
        }
        var turned = TimeScanner(bytes)
        guard let date = turned.turnedDate() else { return false }
        return !years.contains(date.year)
    }

    /// Nanoseconds of midnight; nil where there is no such day, or none that nanoseconds reach.
    static func midnight(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64? {
        guard years.contains(year), (1...12).contains(month), day >= 1, day <= length(year, month) else {
            return nil
        }
        return days(year, month, day) * nanosecondsPerDay
    }

    /// Days of a month.
    static func length(_ year: Int64, _ month: Int64) -> Int64 {
        let next = month == 12 ? days(year + 1, 1, 1) : days(year, month + 1, 1)
        return next - days(year, month, 1)
    }

    /// The same time of the day whose number is the month's, in the month whose number is the day's.
    static func swappingDayAndMonth(_ nanoseconds: Int64) -> Int64 {
        let days = flooredDays(nanoseconds)
        let (year, month, day) = civil(days)
        return (self.days(year, day, month) - days) * nanosecondsPerDay + nanoseconds
    }

    private static func flooredDays(_ nanoseconds: Int64) -> Int64 {
        (nanoseconds - (nanoseconds < 0 ? nanosecondsPerDay - 1 : 0)) / nanosecondsPerDay
    }

    /// `2016-07-01 13:00:00`, with a fraction where there is one and Z where there was a zone.
    static func text(_ nanoseconds: Int64, hasZone: Bool) -> String {
        let days = flooredDays(nanoseconds)
        let (year, month, day) = civil(days)
        let clock = clockText(nanoseconds - days * nanosecondsPerDay)
        return "\(year)-\(padded(month))-\(padded(day)) \(clock)\(hasZone ? "Z" : "")"
    }

    /// `13:00:00`, with a fraction where there is one.
    static func clockText(_ nanoseconds: Int64) -> String {
        let seconds = nanoseconds / 1_000_000_000
        let fraction = nanoseconds % 1_000_000_000
        let clock = "\(padded(seconds / 3600)):\(padded(seconds / 60 % 60)):\(padded(seconds % 60))"
        if fraction == 0 { return clock }
        var digits = String(String(1_000_000_000 + fraction).dropFirst())
        while digits.last == "0" { digits.removeLast() }
        return "\(clock).\(digits)"
    }

    private static func padded(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// Days since 1970-01-01 in the Gregorian calendar (Hinnant, "chrono-compatible low-level date
    /// algorithms").
    static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = year / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// The inverse of `days`.
    private static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}
