/// Time columns that together are a date and time: year, month, day, hour, minute, second, by their names.
struct CalendarParts {
    /// For each time column, its place in `order`.
    private let places: [Int]
    private let names: [String]

    private static let order: [(names: [String], range: ClosedRange<Int64>)] = [
        (["year", "yr"], Timestamp.years), (["month", "mon", "mo"], 1...12), (["day", "dom"], 1...31),
        // The 24th hour is the next day's first.
        (["hour", "hr"], 0...24), (["minute", "min"], 0...59), (["second", "sec"], 0...59),
    ]
    /// Nanoseconds of an hour, a minute, a second.
    private static let units: [Int64] = [3_600_000_000_000, 60_000_000_000, 1_000_000_000]

    /// Nil where the names are others, or leave out a part between the year and the least one.
    init?(_ names: [String]) {
        let places = names.map { name in Self.order.firstIndex { $0.names.contains(name.lowercased()) } ?? -1
        }
        guard names.count > 1, Set(places) == Set(0..<names.count), names.count <= Self.order.count else {
            return nil
        }
        self.places = places
        self.names = names
    }

    /// Whether a column's name is that of the hour.
    static func isHour(_ name: String) -> Bool { order[3].names.contains(name.lowercased()) }

    /// A part's number; nil where the field is none, or out of its range.
    func number(_ field: UnsafeRawBufferPointer, column: Int) -> Int64? {
        guard let number = Self.whole(field), Self.order[places[column]].range.contains(number) else {
            return nil
        }
        return number
    }

    /// A whole number; nil where the field is none.
    static func whole(_ field: UnsafeRawBufferPointer) -> Int64? {
        guard let number = DecimalNumber.double(field) else { return nil }
        return Int64(exactly: number)
    }

    func complaint(about field: String, column: Int) -> String {
        let (names, range) = Self.order[places[column]]
        return "\(field) is no \(names[0]) (\(range.lowerBound) to \(range.upperBound))"
    }

    /// Nanoseconds since 1970 of a row's parts, in the columns' order; nil where there is no such day.
    func nanoseconds(_ row: [Int64]) -> Int64? {
        var parts: [Int64] = [0, 1, 1, 0, 0, 0]
        for (column, place) in places.enumerated() { parts[place] = row[column] }
        guard let midnight = Timestamp.midnight(parts[0], parts[1], parts[2]) else { return nil }
        let clock = zip(parts[3...], Self.units).reduce(0) { $0 + $1.0 * $1.1 }
        return clock > 24 * Self.units[0] ? nil : midnight + clock
    }

    /// What is wrong with a row whose parts are no time together: the column, and in words.
    func complaint(about row: [Int64]) -> (column: String, words: String) {
        let written = zip(names, row).map { "\($0) \($1)" }.joined(separator: ", ")
        let column = places.firstIndex(of: min(2, names.count - 1)) ?? 0
        return (names[column], "there is no such time: \(written)")
    }
}
