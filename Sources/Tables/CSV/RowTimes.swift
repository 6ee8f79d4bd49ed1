/// The times of a file's rows, from one column or from several.
struct RowTimes {
    /// What is wrong with a field.
    struct Fault {
        let column: String
        let words: String
    }

    private enum Plan {
        /// Each column is a key of its own, the first the most significant.
        case each
        case parts(CalendarParts)
        /// The columns' texts, with a space between them.
        case joined
    }

    /// Row-major (rows, `width`): they sort as the times do.
    private(set) var keys: [Int64] = []
    private(set) var columns: [TimeColumn]
    private let names: [String]
    private var plan: Plan
    private var row: [Int64]
    private var texts: [[UInt8]]

    /// - Throws: `badOptions` where the pattern is none.
    init(_ names: [String], pattern: String?, file: String) throws(TableError) {
        self.names = names
        row = Array(repeating: 0, count: names.count)
        texts = Array(repeating: [], count: names.count)
        if let pattern {
            guard let format = TimeFormat(pattern), !names.isEmpty else {
                let problem = TimeFormat.problem(with: pattern) ?? "no time column is named"
                throw TableError(.badOptions, "time_format \(quoted(pattern)): \(problem)", file: file)
            }
            columns = [TimeColumn(name: names[0], pattern: format)]
            plan = names.count == 1 ? .each : .joined
        } else {
            columns = names.map { TimeColumn(name: $0) }
            plan = CalendarParts(names).map { .parts($0) } ?? .each
        }
    }

    /// Keys of a row.
    var width: Int {
        switch plan {
        case .each: columns.count
        case .parts, .joined: 1
        }
    }

    /// Whether the keys are nanoseconds since 1970, one a row.
    var areDates: Bool {
        switch plan {
        case .each: columns.count == 1 && columns[0].isDate
        case .parts: true
        case .joined: columns[0].isDate
        }
    }

    /// Whose clocks showed the times, as the fields have it.
    var clock: TableClock {
        guard areDates, let column = columns.first, column.isUTC else { return .nameless }
        guard let offsets = column.offsets, offsets != 0...0 else { return .utc }
        let isOne = offsets.lowerBound == offsets.upperBound
        return isOne ? .zone(TimeZoneRules(offset: offsets.lowerBound)) : .offsets(offsets)
    }

    mutating func reserve(rows: Int) { keys.reserveCapacity(rows * width) }

    /// Takes the field of a row in one of the columns. Returns what is wrong with it.
    mutating func add(_ field: UnsafeRawBufferPointer, at index: Int, line: Int) -> Fault? {
        switch plan {
        case .each:
            guard let key = columns[index].key(field, line: line) else {
                return Fault(column: names[index], words: columns[index].complaint(about: field))
            }
            row[index] = key
        case .parts(let parts):
            guard let number = parts.number(field, column: index) else {
                return Fault(
                    column: names[index], words: parts.complaint(about: quoted(field), column: index))
            }
            row[index] = number
        case .joined: texts[index] = Array(field)
        }
        return nil
    }

    /// Keeps the row. Returns what is wrong with its fields together.
    mutating func endRow(line: Int) -> Fault? {
        switch plan {
        case .each: keys.append(contentsOf: row)
        case .parts(let parts):
            guard let key = parts.nanoseconds(row) else {
                let (column, words) = parts.complaint(about: row)
                return Fault(column: column, words: words)
            }
            keys.append(key)
        case .joined:
            let text = Array(texts.joined(separator: [UInt8(ascii: " ")]))
            return text.withUnsafeBytes { text in
                guard let key = columns[0].key(text, line: line) else {
                    return Fault(column: names[0], words: columns[0].complaint(about: text))
                }
                keys.append(key)
                return nil
            }
        }
        return nil
    }

    /// Settles, once all rows are read, what day and month are and whether digits are dates, and
    /// makes one time of a date and a clock.
    ///
    /// - Throws: `badTime` where no row tells the day from the month.
    mutating func settle(file: String) throws(TableError) {
        guard case .each = plan, !keys.isEmpty else { return }
        for (index, column) in columns.enumerated() {
            if let doubtful = column.doubtful {
                let clock = doubtful.field.contains(":") ? " %H:%M" : ""
                throw TableError(
                    .badTime,
                    "\(doubtful.field) and all other rows leave open whether the day or the month stands "
                        + "first; set data.time_format, such as \"%d/%m/%Y\(clock)\" or "
                        + "\"%m/%d/%Y\(clock)\"",
                    file: file, line: doubtful.line, column: column.name)
            }
            if column.dayIsFirst == false {
                for row in 0..<column.undecidedRows {
                    keys[row * columns.count + index] = Timestamp.swappingDayAndMonth(
                        keys[row * columns.count + index])
                }
            }
            if let date = columns[index].settleDigits() {
                for row in stride(from: index, to: keys.count, by: columns.count) {
                    keys[row] = date(keys[row])
                }
            }
        }
        if columns.count == 2, columns[0].isDate, let unit = clockUnit(columns[1]) { joinClock(unit) }
    }

    /// Nanoseconds of one of a column's steps, where it is the time of a day; nil where it is something else.
    private func clockUnit(_ column: TimeColumn) -> Int64? {
        switch column.form {
        case .timeOfDay: 1
        case .number where CalendarParts.isHour(column.name): 3_600_000_000_000
        default: nil
        }
    }

    private mutating func joinClock(_ unit: Int64) {
        let day = CivilDate.nanosecondsPerDay
        var joined: [Int64] = []
        joined.reserveCapacity(keys.count / 2)
        for row in stride(from: 0, to: keys.count, by: 2) {
            let (date, time) = (keys[row], keys[row + 1])
            var clock = time
            if unit > 1 {
                let hours = Double(columns[1].text(time)) ?? -1
                // Minutes may be a fraction of the hour; what is no hour of a day orders the rows, no more.
                guard (0...24).contains(hours) else { return }
                clock = Int64((hours * Double(unit)).rounded())
            }
            let isMidnight = date % day == 0
            guard isMidnight else { return }
            joined.append(date + clock)
        }
        keys = joined
        columns.removeLast()
    }

    /// A row's time, by its keys.
    func text(_ row: ArraySlice<Int64>) -> String {
        if case .parts = plan { return row.first.map { CivilDate.text(nanoseconds: $0, isUTC: false) } ?? "" }
        return zip(columns, row).map { $0.text($1) }.joined(separator: " ")
    }

    private static func ordering(_ name: String) -> String {
        "Time column \(name) holds numbers, which order the rows and no more: holes and seasons are not "
            + "looked for."
    }

    /// What is worth knowing of how the times were read.
    var notes: [String] {
        columns.compactMap { column in
            let name = quoted(column.name)
            switch column.form {
            case .epoch(let power):
                let unit = ["nanoseconds", "microseconds", "milliseconds", "seconds"][
                    min(3, max(0, power / 3))]
                return "Time column \(name) counts \(unit) since 1970."
            case .turned:
                return "Time column \(name) has the \(column.dayIsFirst == false ? "month" : "day") first."
            case .digits: return "Time column \(name) holds dates in digits alone."
            case .number where column.looksCompact:
                return Self.ordering(name) + " Not all are dates; of such, data.time_format makes dates."
            case .number: return Self.ordering(name)
            default: return nil
            }
        }
    }
}
