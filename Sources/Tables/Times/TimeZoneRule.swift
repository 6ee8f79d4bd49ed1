/// A zone's offset in years for which no change is listed, as POSIX writes it: `CET-1CEST,M3.5.0,M10.5.0/3`.
struct TimeZoneRule: Sendable, Equatable {
    /// The day of a year on which clocks are changed.
    private enum Day: Sendable, Equatable {
        /// Of a month, 1 to 12, the weekday, 0 for Sunday, of a week, 1 to 5; the fifth is the last.
        case weekday(month: Int, week: Int, day: Int)
        /// From 1, without a leap day.
        case commonDay(Int)
        /// From 0, with a leap day.
        case dayOfYear(Int)
    }

    private struct Change: Sendable, Equatable {
        let day: Day
        /// Seconds behind midnight on the clocks that are changed; may lie on another day.
        let clock: Int64
    }

    /// Seconds that clocks may be ahead of UTC: a little more than a day either way (RFC 9636, 3.2).
    static let offsets: ClosedRange<Int64> = -90_000...93_600

    /// Seconds ahead of UTC.
    private let standard: Int64
    private let summer: (offset: Int64, start: Change, end: Change)?

    static func == (left: TimeZoneRule, right: TimeZoneRule) -> Bool {
        left.standard == right.standard && left.summer?.offset == right.summer?.offset
            && left.summer?.start == right.summer?.start && left.summer?.end == right.summer?.end
    }

    /// Nil where the text is no such rule.
    init?(_ text: String) {
        var reader = RuleReader(text)
        guard reader.skipName(), let west = reader.clock(), Self.offsets.contains(-west) else { return nil }
        standard = -west
        if reader.isAtEnd {
            summer = nil
            return
        }
        guard reader.skipName() else { return nil }
        var offset = standard + 3600
        if !reader.isNext(",") {
            guard let west = reader.clock() else { return nil }
            offset = -west
        }
        guard Self.offsets.contains(offset), let start = Self.change(&reader),
            let end = Self.change(&reader), reader.isAtEnd
        else { return nil }
        summer = (offset, start, end)
    }

    /// Seconds ahead of UTC at a moment, in seconds since 1970.
    func offset(at moment: Int64) -> Int64 {
        guard let summer else { return standard }
        let year = CivilDate(days: Int(CivilDate.floored(moment + standard, 86_400))).year
        let start = Self.moment(summer.start, year: year) - standard
        let end = Self.moment(summer.end, year: year) - summer.offset
        let isSummer = start < end ? start <= moment && moment < end : !(end <= moment && moment < start)
        return isSummer ? summer.offset : standard
    }

    /// Seconds since 1970-01-01 00:00 on the clocks that are changed.
    private static func moment(_ change: Change, year: Int) -> Int64 {
        let days: Int
        switch change.day {
        case .weekday(let month, let week, let day):
            let first = CivilDate(days: CivilDate.days(year: year, month: month, day: 1))
            // `dayOfWeek` begins with Monday.
            let weekday = (first.dayOfWeek + 1) % 7
            var date = (day - weekday + 7) % 7 + 7 * (week - 1)
            while date >= first.daysInMonth { date -= 7 }
            days = first.days + date
        case .commonDay(let day):
            let first = CivilDate(days: CivilDate.days(year: year, month: 1, day: 1))
            days = first.days + day - 1 + (first.daysInYear == 366 && day >= 60 ? 1 : 0)
        case .dayOfYear(let day): days = CivilDate.days(year: year, month: 1, day: 1) + day
        }
        return Int64(days) * 86_400 + change.clock
    }

    private static func change(_ reader: inout RuleReader) -> Change? {
        guard reader.take(","), let day = day(&reader) else { return nil }
        if reader.take("/") {
            guard let clock = reader.clock() else { return nil }
            return Change(day: day, clock: clock)
        }
        return Change(day: day, clock: 7200)
    }

    private static func day(_ reader: inout RuleReader) -> Day? {
        if reader.take("M") {
            guard let month = reader.number(1...12), reader.take("."), let week = reader.number(1...5),
                reader.take("."), let day = reader.number(0...6)
            else { return nil }
            return .weekday(month: month, week: week, day: day)
        }
        if reader.take("J") { return reader.number(1...365).map { .commonDay($0) } }
        return reader.number(0...365).map { .dayOfYear($0) }
    }
}

private struct RuleReader {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = text[...].utf8 }

    var isAtEnd: Bool { rest.isEmpty }

    func isNext(_ sign: Unicode.Scalar) -> Bool { rest.first == UInt8(ascii: sign) }

    mutating func take(_ sign: Unicode.Scalar) -> Bool {
        guard isNext(sign) else { return false }
        rest.removeFirst()
        return true
    }

    /// Three letters or more, or anything between < and >.
    mutating func skipName() -> Bool {
        if take("<") {
            guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
            rest = rest[rest.index(after: end)...]
            return true
        }
        let name = rest.prefix { $0 | 0x20 >= UInt8(ascii: "a") && $0 | 0x20 <= UInt8(ascii: "z") }
        rest = rest[name.endIndex...]
        return name.count >= 3
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int? {
        let digits = rest.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        guard 1...3 ~= digits.count, let number = Int(String(Substring(digits))), range.contains(number)
        else {
            return nil
        }
        rest = rest[digits.endIndex...]
        return number
    }

    /// Seconds of `2`, `-3:30` or `2:00:00`, at most a week.
    mutating func clock() -> Int64? {
        let isNegative = take("-")
        if !isNegative { _ = take("+") }
        guard var seconds = number(0...167).map({ $0 * 3600 }) else { return nil }
        for unit in [60, 1] where take(":") {
            guard let part = number(0...59) else { return nil }
            seconds += part * unit
        }
        return Int64(isNegative ? -seconds : seconds)
    }
}
