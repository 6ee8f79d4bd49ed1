/// A date and time as ISO 8601 and its common relatives write it: `2016-07-01`, `2016/7/1 13:00`,
/// `2016-07-01T13:00:00.25+02:00`. Years 1678 to 2261, which 64 bits of nanoseconds hold.
struct Timestamp {
    /// Since 1970-01-01 00:00, in UTC where the text names a zone.
    let nanoseconds: Int64
    /// Nanoseconds that the written zone is ahead of UTC; nil where the text names none.
    let offset: Int64?
    var hasZone: Bool { offset != nil }

    /// What 64 bits of nanoseconds reach.
    static let years: ClosedRange<Int64> = 1678...2261

    /// Nil where the bytes are no such date and time.
    init?(_ bytes: UnsafeRawBufferPointer) {
        var scanner = TimeScanner(bytes)
        guard let days = scanner.date() else { return nil }
        var total = days * CivilDate.nanosecondsPerDay
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
        offset = zone
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
        return days(year, month, day) * CivilDate.nanosecondsPerDay
    }

    /// Days of a month.
    static func length(_ year: Int64, _ month: Int64) -> Int64 {
        Int64(CivilDate.daysInMonth(year: Int(year), month: Int(month)))
    }

    /// The same time of the day whose number is the month's, in the month whose number is the day's.
    static func swappingDayAndMonth(_ nanoseconds: Int64) -> Int64 {
        let days = CivilDate.split(nanoseconds: nanoseconds).days
        let date = CivilDate(days: days)
        let swapped = CivilDate.days(year: date.year, month: date.day, day: date.month)
        return Int64(swapped - days) * CivilDate.nanosecondsPerDay + nanoseconds
    }

    /// Days since 1970-01-01.
    static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        Int64(CivilDate.days(year: Int(year), month: Int(month), day: Int(day)))
    }
}
