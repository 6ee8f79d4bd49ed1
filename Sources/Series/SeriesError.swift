import Tables

/// What can be wrong with a split, with windows, calendar columns, the demo series or an encoded series.
package struct SeriesError: PlacedError {
    package enum Code: Sendable {
        /// A list of holidays holds no date.
        case emptyFile
        /// A scaled value is not finite.
        case notNumeric
        /// A calendar column that is named twice.
        case duplicateColumn
        /// A line of a list of holidays is no date.
        case badTime
        /// A part of the rows has no window.
        case tooFewRows
        /// The parts are negative, empty, or larger than the table.
        case badSplit
        /// Settings of the demo series, or of windows, outside their ranges.
        case badOptions
        /// An encoded series that was cut off or altered.
        case corrupt
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
