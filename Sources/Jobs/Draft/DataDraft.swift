import Series
package import Tables

/// What a CSV file seems to be: how it is read, and what a job would have to say of it.
///
/// Looks at names and values alone; whatever it decides stands in the job, for a person to correct.
package struct DataDraft: Sendable {
    /// Columns that make the time, the most significant first; empty where none does.
    package private(set) var time: [String] = []
    /// How the time is written, where the columns themselves leave it open.
    package private(set) var timeFormat: ChosenTimeFormat?
    /// The column that names the series of a long table.
    package private(set) var series: String?
    package private(set) var missing = MissingPolicy.error
    package private(set) var gaps = GapPolicy.error
    package private(set) var duplicates = DuplicatePolicy.error
    /// Numbers that seem to stand for missing values, by column.
    package private(set) var missingByColumn: [String: [String]] = [:]
    /// As it would be trained on, one row a time.
    package private(set) var table: Table
    /// From one row to the next; nil where there is none.
    package private(set) var step: TimeStep?
    /// Numeric columns, in the file's order, but for those that number the rows.
    package private(set) var columns: [String] = []

    /// A numeric column that is neither an input nor forecast.
    package struct Ignored: Sendable, Equatable {
        package let column: String
        /// Such as `rises by 1 with each row`.
        package let why: String
    }

    /// Columns that number the rows, and so say nothing.
    package private(set) var ignored: [Ignored] = []
    /// Signs of changed clocks, where the times name no zone.
    package private(set) var clockChanges: ClockChanges?

    /// Columns that change, and hold more than zeros and ones: of an event, nobody asks how large it will be.
    package var amounts: [String] {
        let width = table.columns.count
        let used = Set(columns)
        return table.columns.enumerated().filter { column, name in
            guard used.contains(name) else { return false }
            let values = (0..<table.rows).lazy.map { table.values[$0 * width + column] }.filter { !$0.isNaN }
            guard let first = values.first(where: { _ in true }) else { return false }
            return values.contains { $0 != first } && values.contains { $0 != 0 && $0 != 1 }
        }.map(\.element)
    }

    /// Whether there is a row a day and none on any Saturday or Sunday.
    package private(set) var isOfWorkdays = false

    private let name: String
    private let format: FormatOptions

    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - name: what messages call the file.
    /// - Throws: `TableError` for a file that cannot be read in any way that was tried.
    package init(_ bytes: Span<UInt8>, name: String) throws(TableError) {
        self.name = name
        // What is missing is no reason to stop at the first look.
        table = try Table.csv(bytes, name: name, options: TableOptions(missing: .forwardFill))
        // Neither depends on what is a time; the file is read some times more.
        format = FormatOptions(
            delimiter: table.report.format?.delimiter, encoding: table.report.format?.encoding)
        if let found = TimeSearch(bytes, name: name, first: table, options: options).found {
            (time, timeFormat, table) = (found.columns, found.format, found.table)
        }
        missingByColumn = Self.sentinels(table)
        if !missingByColumn.isEmpty { table = try read(bytes) }
        try findRows(bytes)
        ignored = OrderNumbers(table).found
        let left = Set(ignored.map(\.column))
        columns = table.columns.filter { !left.contains($0) }
        if !table.report.missing.isEmpty || gaps == .insert { missing = .forwardFill }
    }

    private var options: TableOptions {
        TableOptions(
            time: time, timeFormat: timeFormat?.pattern, series: series, missing: .forwardFill,
            missingByColumn: missingByColumn, format: format)
    }

    private func read(_ bytes: Span<UInt8>) throws(TableError) -> Table {
        try Table.csv(bytes, name: name, options: options)
    }

    // MARK: Rows

    /// Columns that the file is read for, to see whether they name series.
    private static let seriesTried = 32

    /// One row a time: by a column that names series, or by keeping the first.
    private mutating func findRows(_ bytes: Span<UInt8>) throws(TableError) {
        guard let rows = table.timedRows(name: name) else { return }
        if settle(rows) { return }
        let surplus = DuplicateTimes(in: rows).surplusRows
        // In a table of several series most times stand more than once; numbers may also be what is measured.
        let numbers = surplus * 4 >= table.rows ? repeatedWholes : []
        for column in (table.report.leftOut.map(\.column) + numbers).prefix(Self.seriesTried) {
            var other = self
            other.series = column
            guard let long = try? other.read(bytes), long.series.count > 1,
                let rows = long.timedRows(name: name)
            else { continue }
            other.table = long
            if other.settle(rows) {
                self = other
                return
            }
        }
        duplicates = .first
        if let regular = regular(rows) { take(regular, of: rows) }
    }

    /// Takes the rows where each time stands once, but for hours that came twice; false where others do.
    private mutating func settle(_ rows: TimedRows) -> Bool {
        if let regular = regular(rows) {
            take(regular, of: rows)
            return true
        }
        var other = self
        other.duplicates = .first
        guard let regular = other.regular(rows), ClockChanges(rows, regular.report) != nil else {
            return false
        }
        other.take(regular, of: rows)
        self = other
        return true
    }

    /// Numeric columns of whole numbers, few of them, each many times: numbers of stations, say.
    private var repeatedWholes: [String] {
        let width = table.columns.count
        return table.columns.indices.filter { column in
            var seen: Set<Double> = []
            for row in 0..<table.rows {
                let value = table.values[row * width + column]
                guard value == value.rounded(), seen.count <= 10_000 else { return false }
                seen.insert(value)
            }
            return seen.count > 1 && seen.count * 20 < table.rows
        }.map { table.columns[$0] }
    }

    private typealias Regular = (table: Table, rows: TimedRows, report: TimeReport, gaps: GapPolicy)

    /// The rows by the mildest policy that takes them; nil where equal times stand in the way.
    private func regular(_ rows: TimedRows) -> Regular? {
        for policy in [GapPolicy.error, .insert, .cut, .ignore] {
            guard let regular = try? table.regular(rows, duplicates: duplicates, gaps: policy) else {
                continue
            }
            // Many rows out of nothing would be most of what is learned.
            if policy == .insert, regular.report.insertedRows * 5 > table.rows { continue }
            // Where holes are everywhere, as between the days of work, few windows would lie between them.
            if policy == .cut, Self.isCutToPieces(regular.report) { continue }
            return (regular.table, regular.rows, regular.report, policy)
        }
        return nil
    }

    /// Whether less than half of the rows are in pieces that hold some windows of the usual kind.
    private static func isCutToPieces(_ report: TimeReport) -> Bool {
        let window = UsualWindow(report.step)
        let rows = report.stretches.reduce(0) { $0 + $1.count }
        let good = report.stretches.map(\.count).filter { $0 >= 2 * (window.lookback + window.horizon) }
        return good.reduce(0, +) * 2 < rows
    }

    /// - Parameter rows: those that became regular.
    private mutating func take(_ regular: Regular, of rows: TimedRows) {
        clockChanges = ClockChanges(rows, regular.report)
        table = regular.table
        step = regular.report.step
        isOfWorkdays = regular.report.isOfWorkdays
        gaps = regular.gaps
    }

    // MARK: Values

    /// What is left out, and why, a sentence each.
    package var notes: [String] {
        let shown = 10
        let texts = table.report.leftOut.filter { $0.column != series }
        let sentences =
            texts.map(\.words) + ignored.map { "Column \(quoted($0.column)) is left out: it \($0.why)." }
        let more = sentences.count - shown
        return sentences.prefix(shown) + (more > 0 ? ["\(more) more columns are left out."] : [])
    }

    private static let usualSentinels = [-200.0, -999, -9999, -99_999, -99, 999, 9999, 99_999]

    /// Numbers that people write where there is none: an end of the range, far from all others, and often.
    private static func sentinels(_ table: Table) -> [String: [String]] {
        var found: [String: [String]] = [:]
        let width = table.columns.count
        for (column, name) in table.columns.enumerated() {
            for sentinel in usualSentinels {
                var (count, least, most) = (0, Double.infinity, -Double.infinity)
                for row in 0..<table.rows {
                    let value = table.values[row * width + column]
                    if value == sentinel {
                        count += 1
                    } else if !value.isNaN {
                        (least, most) = (min(least, value), max(most, value))
                    }
                }
                let distance = sentinel < 0 ? least - sentinel : sentinel - most
                guard count >= 3, least <= most, distance > 0, distance > 0.2 * (most - least) else {
                    continue
                }
                found[name, default: []].append("\(Int(sentinel))")
            }
        }
        return found
    }
}
