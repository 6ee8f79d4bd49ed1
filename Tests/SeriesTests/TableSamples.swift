import Series
import Testing

/// The table in a text, as tests read it.
func table(_ text: String, _ options: TableOptions = TableOptions(), name: String = "t.csv") throws -> Table {
    let bytes = Array(text.utf8)
    return try Table.csv(bytes.span, name: name, options: options)
}

/// The error that a text is refused with.
func refusal(
    _ text: String, _ options: TableOptions = TableOptions(),
    sourceLocation: SourceLocation = #_sourceLocation
) throws -> SeriesError {
    let error = #expect(throws: SeriesError.self, sourceLocation: sourceLocation) { try table(text, options) }
    return try #require(error, sourceLocation: sourceLocation)
}

/// A table of so many rows whose value in row r and column c is 100 r + c.
func countingTable(rows: Int, columns: Int, features: [Int]? = nil, targets: [Int]? = nil) -> Table {
    let values = (0..<rows).flatMap { row in (0..<columns).map { Double(100 * row + $0) } }
    return Table(
        columns: (0..<columns).map { "c\($0)" }, values: values, features: features ?? Array(0..<columns),
        targets: targets ?? Array(0..<columns))
}
