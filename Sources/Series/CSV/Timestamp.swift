/// A date and time as ISO 8601 and its common relatives write it: `2016-07-01`, `2016/7/1 13:00`,
/// `2016-07-01T13:00:00.25+02:00`. Years 1678 to 2261, which 64 bits of nanoseconds hold.
struct Timestamp {
    /// Since 1970-01-01 00:00, in UTC where the text names a zone.
    let nanoseconds: Int64
    let hasZone: Bool

    private static let nanosecondsPerDay: Int64 = 86_400_000_000_000

    /// Nil where the bytes are no such date and time.
    init?(_ bytes: UnsafeRawBufferPointer) {
        var scanner = Scanner(bytes)
        guard let days = scanner.date() else { return nil }
        var total = days * Self.nanosecondsPerDay
        var zone: Int64?
        if !scanner.isAtEnd {
            guard scanner.take("T") || scanner.take("t") || scanner.skipSpaces(), let time = scanner.clock()
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

    /// Nanoseconds since midnight of `13:00`, `13:00:00` or `13:00:00.25`; nil where the bytes are none.
    static func timeOfDay(_ bytes: UnsafeRawBufferPointer) -> Int64? {
        var scanner = Scanner(bytes)
        guard let time = scanner.clock(), scanner.isAtEnd else { return nil }
        return time
    }

    /// `2016-07-01 13:00:00`, with a fraction where there is one and Z where there was a zone.
    static func text(_ nanoseconds: Int64, hasZone: Bool) -> String {
        let days = (nanoseconds - (nanoseconds < 0 ? nanosecondsPerDay - 1 : 0)) / nanosecondsPerDay
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
    fileprivate static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
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

/// Reads the pieces of a timestamp from left to right.
private struct Scanner {
    private let bytes: UnsafeRawBufferPointer
    private var index = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var isAtEnd: Bool { index == bytes.count }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard index < bytes.count, UInt32(bytes[index]) == character.value else { return false }
        index += 1
        return true
    }

    /// Whether there was at least one space.
    mutating func skipSpaces() -> Bool {
        let start = index
        while take(" ") {}
        return index > start
    }

    /// A number of so many digits within the range; nil and unmoved otherwise.
    mutating func number(digits: ClosedRange<Int>, in range: ClosedRange<Int64>) -> Int64? {
        var end = index
        var value: Int64 = 0
        while end < bytes.count, end - index < digits.upperBound {
            let digit = bytes[end] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            value = value * 10 + Int64(digit)
            end += 1
        }
        guard end - index >= digits.lowerBound, range.contains(value) else { return nil }
        index = end
        return value
    }

    /// Days since 1970 of year-month[-day].
    mutating func date() -> Int64? {
        guard let year = number(digits: 4...4, in: 1678...2261) else { return nil }
        let separator: Unicode.Scalar = take("-") ? "-" : "/"
        guard separator == "-" || take("/") else { return nil }
        guard let month = number(digits: 1...2, in: 1...12) else { return nil }
        let first = Timestamp.days(year, month, 1)
        guard take(separator) else { return first }
        let next = month == 12 ? Timestamp.days(year + 1, 1, 1) : Timestamp.days(year, month + 1, 1)
        guard let day = number(digits: 1...2, in: 1...(next - first)) else { return nil }
        return first + day - 1
    }

    /// Nanoseconds since midnight of hours:minutes[:seconds[.fraction]].
    mutating func clock() -> Int64? {
        guard let hours = number(digits: 1...2, in: 0...23), take(":"),
            let minutes = number(digits: 2...2, in: 0...59)
        else { return nil }
        var total = (hours * 60 + minutes) * 60
        guard take(":") else { return total * 1_000_000_000 }
        guard let seconds = number(digits: 2...2, in: 0...59) else { return nil }
        total += seconds
        guard take(".") || take(",") else { return total * 1_000_000_000 }
        let start = index
        guard var fraction = number(digits: 1...9, in: 0...999_999_999) else { return nil }
        for _ in (index - start)..<9 { fraction *= 10 }
        return total * 1_000_000_000 + fraction
    }

    /// Nanoseconds that Z, UTC, ±hh, ±hhmm or ±hh:mm is ahead of UTC.
    mutating func zone() -> Int64? {
        if take("Z") || take("z") { return 0 }
        if take("U") { return take("T") && take("C") ? 0 : nil }
        let sign: Int64 = take("-") ? -1 : 1
        guard sign < 0 || take("+"), let hours = number(digits: 2...2, in: 0...23) else { return nil }
        let hasColon = take(":")
        let minutes = number(digits: 2...2, in: 0...59)
        if minutes == nil && hasColon { return nil }
        return sign * (hours * 60 + (minutes ?? 0)) * 60 * 1_000_000_000
    }
}
