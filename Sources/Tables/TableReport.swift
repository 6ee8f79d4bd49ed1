/// What reading a table did: what came in, what was left out and why, and how the file was understood.
package struct TableReport: Sendable, Equatable, Codable {
    /// A column that is in the file and not in the table.
    package struct LeftOut: Sendable, Equatable, Codable {
        /// Its name, or its number where it has none.
        package let column: String
        /// Such as `holds text`.
        package let why: String
        /// The first field that shows it; nil where no field does.
        package let field: String?
        /// The field's line in the file, from 1.
        package let line: Int?
    }

    package struct ColumnCount: Sendable, Equatable, Codable {
        package let column: String
        package let count: Int
    }

    /// Rows that were read, before any was dropped.
    package var rows = 0
    /// Names of the columns that are used.
    package var columns: [String] = []
    package var leftOut: [LeftOut] = []
    /// Names of the series of a long table; empty for any other.
    package var series: [String] = []
    /// Rows removed because a value was missing.
    package var droppedRows = 0
    /// Values that were missing, in the used columns that have such.
    package var missing: [ColumnCount] = []
    /// Rows whose time is that of a row before.
    package var duplicates = 0
    /// Time of the first and of the last row; nil without time columns.
    package var firstTime: String?
    package var lastTime: String?
    /// How the file is written; nil for a table that was made in memory.
    package var format: FileFormat?
    /// Whatever else is worth knowing, a sentence each.
    package var notes: [String] = []

    package init() {}

    /// The report for people, a sentence a line.
    package var lines: [String] {
        var lines = [summary]
        if let format, format != FileFormat() { lines.append("The file has \(format.words).") }
        if !series.isEmpty { lines.append("Series: \(listed(series, at: Self.shownColumns)).") }
        lines += leftOut.prefix(Self.shownColumns).map(\.words)
        if leftOut.count > Self.shownColumns {
            lines.append("\(leftOut.count - Self.shownColumns) more columns are left out.")
        }
        if !missing.isEmpty {
            let counts = missing.prefix(Self.shownColumns).map { "\(quoted($0.column)) \($0.count)" }
            let more =
                missing.count > Self.shownColumns
                ? " and \(missing.count - Self.shownColumns) columns more" : ""
            lines.append("Missing values: \(counts.joined(separator: ", "))\(more).")
        }
        if droppedRows > 0 { lines.append("\(Self.count(droppedRows, "row")) dropped, for lack of a value.") }
        if duplicates > 0 { lines.append("\(Self.count(duplicates, "row")) at the time of a row before.") }
        return lines + notes
    }

    /// Columns that a line names, at most.
    private static let shownColumns = 10

    private var summary: String {
        let times = firstTime.flatMap { first in lastTime.map { " from \(first) to \($0)" } } ?? ""
        let parts = series.isEmpty ? "" : " of \(series.count) series"
        return "\(Self.count(rows, "row"))\(parts)\(times), \(Self.count(columns.count, "column"))."
    }

    private static func count(_ number: Int, _ what: String) -> String {
        "\(number) \(what)\(number == 1 ? "" : "s")"
    }
}

extension TableReport.LeftOut {
    /// As a sentence, with the first field that shows it.
    package var words: String {
        let example = field.map { ", such as \($0)" } ?? ""
        let place = line.map { " in line \($0)" } ?? ""
        return "Column \(quoted(column)) is left out: it \(why)\(example)\(place)."
    }
}
