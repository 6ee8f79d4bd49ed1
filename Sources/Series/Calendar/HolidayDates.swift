package import Tables

/// The dates of a list of holidays.
package struct HolidayDates: Sendable, Equatable {
    /// Days since 1970-01-01.
    private let days: Set<Int>

    /// In order, each once.
    package var dates: [CivilDate] { days.sorted().map(CivilDate.init(days:)) }

    /// How many dates there are; one that stands twice counts once.
    package var count: Int { days.count }

    package init(_ dates: some Sequence<CivilDate>) {
        days = Set(dates.map(\.days))
    }

    /// Whether the day, counted from 1970-01-01, is one of them.
    package func contains(_ day: Int) -> Bool { days.contains(day) }

    /// Reads a text with one date a line, `2024-12-25`, in any order.
    ///
    /// What stands behind the date, after a space, tab, comma, semicolon or bar, does not count; nor do blank
    /// lines, lines that begin with #, quotes around the date, a byte-order mark, and one line that names the
    /// columns.
    ///
    /// - Parameter name: what messages call the text.
    /// - Throws: `badTime` with the line where a line does not begin with a date, `emptyFile` where there is
    ///   no date.
    package static func read(_ bytes: Span<UInt8>, name: String) throws(SeriesError) -> HolidayDates {
        var dates: [CivilDate] = []
        var mayBeHeader = true
        var number = 0
        let text = bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
        for line in text.drop(while: { $0 == "\u{FEFF}" }).split(
            omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        {
            number += 1
            guard let field = field(line) else { continue }
            defer { mayBeHeader = false }
            if let date = date(field) {
                dates.append(date)
            } else if !(mayBeHeader && !field.contains(where: \.isNumber)) {
                throw SeriesError(
                    .badTime,
                    "\(quoted(String(field))) is not a date; a list of holidays has one date a line, "
                        + "written as 2024-12-25",
                    file: name, line: number)
            }
        }
        guard !dates.isEmpty else {
            throw SeriesError(
                .emptyFile, "the list of holidays holds no date; write one a line, as 2024-12-25", file: name)
        }
        return HolidayDates(dates)
    }

    /// The line's first field; nil where the line is blank or a comment.
    private static func field(_ line: Substring) -> Substring? {
        let blanks: Set<Character> = [" ", "\t", "\"", "'"]
        let start = line.drop(while: blanks.contains)
        guard let first = start.first, first != "#" else { return nil }
        let field = start.prefix { !blanks.contains($0) && !",;|#T".contains($0) }
        return field.isEmpty ? start : field
    }

    /// The date of `2024-12-25`; nil where it is none.
    package static func date(_ field: Substring) -> CivilDate? {
        let bytes = Array(field.utf8)
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") else {
            return nil
        }
        var numbers: [Int] = []
        for range in [0..<4, 5..<7, 8..<10] {
            var number = 0
            for byte in bytes[range] {
                guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { return nil }
                number = number * 10 + Int(byte - UInt8(ascii: "0"))
            }
            numbers.append(number)
        }
        return CivilDate(year: numbers[0], month: numbers[1], day: numbers[2])
    }
}
