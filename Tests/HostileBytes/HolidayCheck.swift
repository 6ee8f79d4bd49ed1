import Series
import Tables

/// Lists of holidays.
enum HolidayCheck {
    static func check(_ bytes: UnsafeRawBufferPointer) throws -> Decoder.Outcome {
        let list: HolidayDates
        do { list = try HolidayDates.read(Array(bytes).span, name: "h.txt") } catch {
            try promise(!error.message.isEmpty && error.file == "h.txt", "an error without words or file")
            try promise(
                error.code == .emptyFile || error.code == .badTime && error.line ?? 0 >= 1,
                "refused as \(error.code), line \(error.line ?? 0)")
            return .refused
        }
        let dates = list.dates
        try promise(dates.count == list.count && list.count > 0, "\(list.count) dates are \(dates.count)")
        try promise(zip(dates, dates.dropFirst()).allSatisfy { $0.days < $1.days }, "not in order")
        try promise(dates.allSatisfy { list.contains($0.days) }, "a date is not in its list")
        let text = dates.map(Self.text).joined(separator: "\n")
        let again = try unfailing("reading the list that was written\n\(text)") {
            try HolidayDates.read(Array(text.utf8).span, name: "h.txt")
        }
        try promise(again == list, "\(dates) came back as \(again.dates)")
        return .accepted
    }

    /// `2024-12-25`.
    private static func text(_ date: CivilDate) -> String {
        func digits(_ number: Int, _ count: Int) -> String {
            String(repeating: "0", count: count - "\(number)".count) + "\(number)"
        }
        return "\(digits(date.year, 4))-\(digits(date.month, 2))-\(digits(date.day, 2))"
    }

    static let seeds = [
        "2024-12-25\n2024-12-26\n", "\u{FEFF}date,name\r\n\"2024-12-25\",\"a, b\"\r\n2024-02-29\r\n",
        "# off\n\n 2024-12-25\tx\n'2024-12-25'|y\n0001-01-01;z\n9999-12-31T00:00\n", "2024-12-25#x",
    ].map { Array($0.utf8) }
}
