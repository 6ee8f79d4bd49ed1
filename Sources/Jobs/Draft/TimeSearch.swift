import Tables

/// How a file's times are written, which its fields alone do not tell.
package struct ChosenTimeFormat: Sendable, Equatable {
    package let pattern: String
    /// Why this one, in a few words.
    package let reason: String
}

/// Finds the columns that make the time of a row.
///
/// A file is read whole for a column only if the column's first field could be a date: there may be as many
/// columns as the file has bytes.
struct TimeSearch {
    let found: (columns: [String], format: ChosenTimeFormat?, table: Table)?

    private static let parts = ["year", "month", "day", "hour", "minute", "second"]
    private static let words = ["date", "time", "stamp", "epoch", "when", "period", "datum", "zeit", "fecha"]
    /// Columns, or groups of them, that the file is read for.
    private static let candidateLimit = 32

    /// - Parameter options: how the file is read, but for its times.
    init(_ bytes: Span<UInt8>, name: String, first: Table, options: TableOptions) {
        let fields = Self.fields(first)
        for columns in Self.candidates(first, fields).prefix(Self.candidateLimit) {
            if let table = Self.read(bytes, name, columns, options), table.times != nil {
                found = (columns, nil, table)
                return
            }
            if columns.count == 1, let field = fields[columns[0]],
                let (format, table) = Self.written(bytes, name, columns[0], field, options)
            {
                found = (columns, format, table)
                return
            }
        }
        found = nil
    }

    /// A field of each column that has one: the first text, or the first row's number.
    private static func fields(_ first: Table) -> [String: String] {
        var fields: [String: String] = [:]
        for (column, value) in zip(first.columns, first.values) {
            fields[column] = Int64(exactly: value).map(String.init) ?? "\(value)"
        }
        for column in first.report.leftOut {
            // As messages show it, in quotes; what they cut is too long for a date.
            fields[column.column] = column.field.map { String($0.dropFirst().dropLast()) }
        }
        return fields
    }

    /// Columns that may be a time together, the likeliest first.
    private static func candidates(_ first: Table, _ fields: [String: String]) -> [[String]] {
        let texts = first.report.leftOut.map(\.column)
        let names = texts + first.columns
        func isCalled(_ column: String, _ words: [String]) -> Bool {
            let name = column.lowercased()
            return words.contains { name.contains($0) } || ["ds", "t", "ts"].contains(name)
        }
        func mayBeDate(_ column: String) -> Bool {
            fields[column].map { field in
                WrittenTime.isDate(field) || patterns(column).contains { $0.reads(field) }
            } ?? false
        }
        var candidates: [[String]] = []
        let parts = parts.compactMap { part in names.first { $0.lowercased() == part } }
        if parts.count >= 2 { candidates.append(parts) }
        // A column of another kind beside a date, such as a clock, makes one time with it.
        let dates = names.filter { isCalled($0, ["date", "datum"]) && mayBeDate($0) }
        let clocks = names.filter { isCalled($0, ["time", "hour", "zeit"]) && !dates.contains($0) }
        candidates += dates.prefix(candidateLimit).flatMap { date in clocks.map { [date, $0] } }
        let called = names.filter { isCalled($0, words) || isYear($0) }
        candidates += (called + texts.filter { !isCalled($0, words) }).filter(mayBeDate).map { [$0] }
        return candidates
    }

    private static func isYear(_ column: String) -> Bool {
        ["year", "yr", "jahr", "annee", "ano"].contains(column.lowercased())
    }

    private static func read(
        _ bytes: Span<UInt8>, _ name: String, _ columns: [String], _ options: TableOptions,
        format: TimeFormat? = nil
    ) -> Table? {
        var options = options
        (options.time, options.timeFormat) = (columns, format?.pattern)
        return try? Table.csv(bytes, name: name, options: options)
    }

    // MARK: Dates that leave open how they are written

    private static let year = ["%Y"].compactMap { TimeFormat($0) }
    private static let month = ["%Y%m"].compactMap { TimeFormat($0) }
    /// Each with the day first, then with the month first.
    private static let turned = ["/", ".", "-"].flatMap { sign in
        ["", " %H:%M", " %H:%M:%S"].map { clock in
            ["%d\(sign)%m\(sign)%Y\(clock)", "%m\(sign)%d\(sign)%Y\(clock)"].compactMap { TimeFormat($0) }
        }
    }

    private static func patterns(_ column: String) -> [TimeFormat] {
        (isYear(column) ? year : month) + turned.joined()
    }

    /// A column that holds months without signs, years, or days and months in an order that it leaves open.
    private static func written(
        _ bytes: Span<UInt8>, _ name: String, _ column: String, _ field: String, _ options: TableOptions
    ) -> (ChosenTimeFormat, Table)? {
        for format in isYear(column) ? year : month where format.reads(field) {
            guard let table = read(bytes, name, [column], options, format: format) else { continue }
            return (ChosenTimeFormat(pattern: format.pattern, reason: "dates in digits alone"), table)
        }
        for orders in turned {
            let possible = orders.filter { $0.reads(field) }.compactMap { format in
                read(bytes, name, [column], options, format: format).map { (format: format, table: $0) }
            }
            // Of the two orders, the one in which rows follow each other evenly.
            guard let best = possible.first(where: { isEven($0.table, name) }) ?? possible.first else {
                continue
            }
            let other = orders.first { $0 != best.format }?.pattern ?? ""
            let reason =
                possible.count > 1 ? "a guess: the fields would allow \(other), too" : "as all fields have it"
            return (ChosenTimeFormat(pattern: best.format.pattern, reason: reason), best.table)
        }
        return nil
    }

    private static func isEven(_ table: Table, _ name: String) -> Bool {
        guard let rows = table.timedRows(name: name) else { return false }
        return (try? table.regular(rows, duplicates: .error, gaps: .error)) != nil
    }
}
