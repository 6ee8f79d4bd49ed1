/// What can be wrong with a table, its columns or its times.
package struct TableError: PlacedError {
    package enum Code: Sendable {
        /// The file holds no bytes, or only blank lines.
        case emptyFile
        /// The file names its columns and holds no row.
        case headerOnly
        /// The file is not comma-separated text (RFC 4180).
        case malformed
        /// A row has more or fewer fields than the header.
        case raggedRow
        /// A field of a numeric column is not a finite number.
        case notNumeric
        /// A column that was asked for holds text.
        case textColumn
        /// A name that no column of the file has.
        case unknownColumn
        /// A name that stands twice, in the header or in a list of columns.
        case duplicateColumn
        /// No column is left to train on.
        case noColumns
        /// A value is missing and nothing was said about what to do, or it cannot be filled.
        case missingValue
        /// A row of a long table without a series.
        case missingSeries
        /// A field of a time column cannot be read.
        case badTime
        /// Zone data that cannot be read.
        case badTimeZone
        /// Times of one series that are equal.
        case duplicateTimes
        /// Rows are not there by the series' own step.
        case missingRows
        /// Times without a constant step.
        case irregularTimes
        /// What is said of a file's format contradicts itself, or is none.
        case badOptions
    }

    package let code: Code
    /// What is wrong, with the offending value, and what would be right.
    package let message: String
    package let file: String?
    /// Line in the file, from 1.
    package let line: Int?
    /// The column's name.
    package let column: String?

    package init(
        _ code: Code, _ message: String, file: String? = nil, line: Int? = nil, column: String? = nil
    ) {
        self.code = code
        self.message = message
        self.file = file
        self.line = line
        self.column = column
    }
}

/// What is wrong with a file of data or what is made of it, and where.
package protocol PlacedError: Error, Equatable, Sendable, CustomStringConvertible {
    associatedtype Code: Equatable
    var code: Code { get }
    var message: String { get }
    var file: String? { get }
    /// From 1.
    var line: Int? { get }
    var column: String? { get }
}

extension PlacedError {
    /// Errors are equal when their codes are.
    package static func == (left: Self, right: Self) -> Bool { left.code == right.code }

    package var description: String {
        var place = file ?? ""
        if let line { place += file == nil ? "line \(line)" : ":\(line)" }
        let column = column.map { "column \"\($0)\"" } ?? ""
        return [place, column, message].filter { !$0.isEmpty }.joined(separator: ": ")
    }
}
