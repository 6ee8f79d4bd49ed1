/// Reads the pieces of a timestamp from left to right.
struct TimeScanner {
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
    mutating func date(years: ClosedRange<Int64> = Timestamp.years) -> Int64? {
        guard let year = number(digits: 4...4, in: years) else { return nil }
        let separator: Unicode.Scalar = take("-") ? "-" : "/"
        guard separator == "-" || take("/") else { return nil }
        guard let month = number(digits: 1...2, in: 1...12) else { return nil }
        let first = Timestamp.days(year, month, 1)
        guard take(separator) else { return first }
        guard let day = number(digits: 1...2, in: 1...Timestamp.length(year, month)) else { return nil }
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
        guard let fraction = fraction() else { return nil }
        return total * 1_000_000_000 + fraction
    }

    /// Nanoseconds of one to nine digits behind a point.
    mutating func fraction() -> Int64? {
        let start = index
        guard var fraction = number(digits: 1...9, in: 0...999_999_999) else { return nil }
        for _ in (index - start)..<9 { fraction *= 10 }
        return fraction
    }

    /// The clock, and AM or PM behind it where its hours are those of a half day.
    mutating func halfDayClock() -> Int64? {
        guard let time = clock() else { return nil }
        let behind = index
        _ = skipSpaces()
        guard let isAfternoon = halfOfDay() else {
            index = behind
            return time
        }
        return Self.halfDay(time, isAfternoon: isAfternoon)
    }

    /// The time of a clock of twelve hours, of which the twelfth comes first; nil where it shows none.
    static func halfDay(_ time: Int64, isAfternoon: Bool) -> Int64? {
        let hour: Int64 = 3_600_000_000_000
        guard (hour..<13 * hour).contains(time) else { return nil }
        return time % (12 * hour) + (isAfternoon ? 12 * hour : 0)
    }

    /// Whether AM or PM stands here: false for AM.
    mutating func halfOfDay() -> Bool? {
        let start = index
        let isAfternoon = take("P") || take("p")
        if isAfternoon || take("A") || take("a"), take("M") || take("m") { return isAfternoon }
        index = start
        return nil
    }

    /// Nanoseconds since midnight of hours.minutes.seconds, as Italians write it.
    mutating func dottedClock() -> Int64? {
        guard let hours = number(digits: 1...2, in: 0...23), take("."),
            let minutes = number(digits: 2...2, in: 0...59), take("."),
            let seconds = number(digits: 2...2, in: 0...59)
        else { return nil }
        return ((hours * 60 + minutes) * 60 + seconds) * 1_000_000_000
    }

    /// Day and month, in whichever order, and a year of four digits behind them.
    struct TurnedDate {
        let first: Int64
        let second: Int64
        let year: Int64
        /// `/`, `.` or `-`.
        let separator: Unicode.Scalar

        /// Nanoseconds of midnight; nil where there is no such day.
        func midnight(dayFirst: Bool) -> Int64? {
            dayFirst ? Timestamp.midnight(year, second, first) : Timestamp.midnight(year, first, second)
        }
    }

    mutating func turnedDate() -> TurnedDate? {
        guard let first = number(digits: 1...2, in: 1...31) else { return nil }
        guard let separator = (["/", ".", "-"] as [Unicode.Scalar]).first(where: { take($0) }) else {
            return nil
        }
        guard let second = number(digits: 1...2, in: 1...31), take(separator),
            let year = number(digits: 4...4, in: 0...9999)
        else { return nil }
        return TurnedDate(first: first, second: second, year: year, separator: separator)
    }

    /// The index of the word, cut to its first letters or whole, that stands here, whatever its case.
    mutating func word(of words: [String], letters: Int) -> Int? {
        for (number, word) in words.enumerated() {
            for length in [word.utf8.count, letters] {
                let end = index + length
                guard end <= bytes.count, zip(bytes[index..<end], word.utf8).allSatisfy({ $0 | 0x20 == $1 })
                else {
                    continue
                }
                index = end
                return number
            }
        }
        return nil
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
