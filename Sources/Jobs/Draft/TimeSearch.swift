import Tables

/// How a file's times are written, which its fields alone do not tell.
package struct ChosenTimeFormat: Sendable, Equatable {
    package let pattern: String
    /// Why this one, in a few words.
    package let reason: String
}

/// Finds the columns that make the time of a row.
struct TimeSearch {
    let found: (columns: [String], format: ChosenTimeFormat?, table: Table)?

    private static let parts = ["year", "month", "day", "hour", "minute", "second"]
    private static let words = ["date", "time", "stamp", "epoch", "when", "period", "datum", "zeit", "fecha"]

    init(_ bytes: Span<UInt8>, name: String, first: Table) {
        for columns in Self.candidates(first) {
            if let table = Self.read(bytes, name, columns), table.times != nil {
                found = (columns, nil, table)
                return
            }
            if columns.count == 1, let (format, table) = Self.written(bytes, name, columns[0]) {
                found = (columns, format, table)
                return
            }
        }
        found = nil
    }

    /// Columns that may be a time together, the likeliest first.
    private static func candidates(_ first: Table) -> [[String]] {
        let names = first.report.leftOut.map(\.column) + first.columns
        func isCalled(_ column: String, _ words: [String]) -> Bool {
            words.contains { column.lowercased().contains($0) }
                || ["ds", "t", "ts"].contains(column.lowercased())
        }
        var candidates: [[String]] = []
        let parts = parts.compactMap { part in names.first { $0.lowercased() == part } }
        if parts.count >= 2 { candidates.append(parts) }
        // A column of another kind beside a date, such as a clock, makes one time with it.
        let dates = first.report.leftOut.map(\.column).filter { isCalled($0, ["date", "datum"]) }
        let clocks = names.filter { isCalled($0, ["time", "hour", "zeit"]) && !dates.contains($0) }
        candidates += dates.flatMap { date in clocks.map { [date, $0] } }
        candidates += names.filter { isCalled($0, words) || isYear($0) }.map { [$0] }
        candidates += first.report.leftOut.map(\.column).filter { !isCalled($0, words) }.map { [$0] }
        return candidates
    }

    private static func isYear(_ column: String) -> Bool {
        ["year", "yr", "jahr", "annee", "ano"].contains(column.lowercased())
    }

    private static func read(
        _ bytes: Span<UInt8>, _ name: String, _ columns: [String], format: String? = nil
    ) -> Table? {
        let options = TableOptions(time: columns, timeFormat: format, missing: .forwardFill)
        return try? Table.csv(bytes, name: name, options: options)
    }

    /// A column that holds dates without signs, years, or days and months in an order that it leaves open.
    private static func written(
        _ bytes: Span<UInt8>, _ name: String, _ column: String
    ) -> (ChosenTimeFormat, Table)? {
        let digits =
            isYear(column) ? ["%Y"] : ["%Y%m%d", "%Y%m%d%H", "%Y%m%d%H%M", "%Y%m%d%H%M%S", "%Y%m"]
        for pattern in digits {
            guard let table = read(bytes, name, [column], format: pattern) else { continue }
            return (ChosenTimeFormat(pattern: pattern, reason: "dates in digits alone"), table)
        }
        for sign in ["/", ".", "-"] {
            for clock in ["", " %H:%M", " %H:%M:%S"] {
                let patterns = ["%d\(sign)%m\(sign)%Y\(clock)", "%m\(sign)%d\(sign)%Y\(clock)"]
                let readings = patterns.map { (pattern: $0, table: read(bytes, name, [column], format: $0)) }
                let possible = readings.filter { $0.table != nil }
                // Of the two orders, the one in which rows follow each other evenly.
                guard let best = possible.first(where: { isEven($0.table, name) }) ?? possible.first,
                    let table = best.table
                else { continue }
                let other = patterns.first { $0 != best.pattern } ?? ""
                return (
                    ChosenTimeFormat(
                        pattern: best.pattern, reason: "a guess: the fields would allow \(other), too"), table
                )
            }
        }
        return nil
    }

    private static func isEven(_ table: Table?, _ name: String) -> Bool {
        guard let table, let rows = table.timedRows(name: name) else { return false }
        return (try? table.regular(rows, duplicates: .error, gaps: .error)) != nil
    }
}
