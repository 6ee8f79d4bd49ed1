/// A date of the Gregorian calendar, which holds for every year here.
package struct CivilDate: Sendable, Hashable {
    package let year: Int
    /// 1 to 12.
    package let month: Int
    /// 1 to 31.
    package let day: Int

    package static let nanosecondsPerDay: Int64 = 86_400_000_000_000

    /// Nil where the month has no such day.
    package init?(year: Int, month: Int, day: Int) {
        guard 1...12 ~= month, 1...Self.daysInMonth(year: year, month: month) ~= day else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// The date so many days after 1970-01-01 (Hinnant, "chrono-compatible low-level date algorithms").
    package init(days: Int) {
        let shifted = days + 719_468
        let era = (shifted - (shifted < 0 ? 146_096 : 0)) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    }

    /// Days since 1970-01-01.
    package var days: Int { Self.days(year: year, month: month, day: day) }

    /// 0 for Monday to 6 for Sunday.
    package var dayOfWeek: Int { Self.remainder(days + 3, 7) }

    /// 1 to `daysInYear`.
    package var dayOfYear: Int { days - Self.days(year: year, month: 1, day: 1) + 1 }

    /// 28 to 31.
    package var daysInMonth: Int { Self.daysInMonth(year: year, month: month) }

    /// 365 or 366.
    package var daysInYear: Int { Self.isLeap(year) ? 366 : 365 }

    /// The week by ISO 8601, 1 to 53, and how many weeks the year has that the week belongs to.
    package var isoWeek: (week: Int, weeksInYear: Int) {
        let week = (dayOfYear - dayOfWeek + 9) / 7
        if week < 1 {
            let weeks = Self.weeks(inYear: year - 1)
            return (weeks, weeks)
        }
        let weeks = Self.weeks(inYear: year)
        return week > weeks ? (1, Self.weeks(inYear: year + 1)) : (week, weeks)
    }

    /// The days since 1970-01-01 and the nanoseconds since midnight of a time, given in nanoseconds since
    /// 1970-01-01 00:00.
    package static func split(nanoseconds: Int64) -> (days: Int, clock: Int64) {
        let (quotient, rest) = nanoseconds.quotientAndRemainder(dividingBy: nanosecondsPerDay)
        return rest < 0 ? (Int(quotient) - 1, rest + nanosecondsPerDay) : (Int(quotient), rest)
    }

    /// How many whole units a number has; one below 0 has one more.
    static func floored(_ number: Int64, _ unit: Int64) -> Int64 {
        let (quotient, rest) = number.quotientAndRemainder(dividingBy: unit)
        return rest < 0 ? quotient - 1 : quotient
    }

    /// The day's number since 1970-01-01, for a day that may lie behind its month's end.
    static func days(year: Int, month: Int, day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = (year - (year < 0 ? 399 : 0)) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// 28 to 31.
    static func daysInMonth(year: Int, month: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// ISO 8601: a year that begins on a Thursday has 53 weeks, a leap year also where it begins on a
    /// Wednesday.
    private static func weeks(inYear year: Int) -> Int {
        let first = remainder(days(year: year, month: 1, day: 1) + 3, 7)
        return first == 3 || (first == 2 && isLeap(year)) ? 53 : 52
    }

    private static func isLeap(_ year: Int) -> Bool {
        year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    }

    private static func remainder(_ number: Int, _ divisor: Int) -> Int {
        let rest = number % divisor
        return rest < 0 ? rest + divisor : rest
    }
}

extension CivilDate: CustomStringConvertible {
    /// `2016-07-01`.
    package var description: String { "\(year)-\(Self.padded(month))-\(Self.padded(day))" }

    /// `2016-07-01 13:00:00`, with a fraction where there is one and Z where the time is of UTC.
    ///
    /// - Parameter nanoseconds: since 1970-01-01 00:00.
    package static func text(nanoseconds: Int64, isUTC: Bool) -> String {
        let (days, clock) = split(nanoseconds: nanoseconds)
        return "\(CivilDate(days: days)) \(clockText(clock))\(isUTC ? "Z" : "")"
    }

    /// `13:00:00`, with a fraction where there is one.
    ///
    /// - Parameter nanoseconds: since midnight.
    package static func clockText(_ nanoseconds: Int64) -> String {
        let seconds = Int(nanoseconds / 1_000_000_000)
        let clock = [seconds / 3600, seconds / 60 % 60, seconds % 60].map(padded).joined(separator: ":")
        let fraction = Int(nanoseconds % 1_000_000_000)
        if fraction == 0 { return clock }
        var digits = String(1_000_000_000 + fraction).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return "\(clock).\(digits)"
    }

    private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
