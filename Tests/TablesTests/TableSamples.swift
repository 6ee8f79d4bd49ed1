import Tables
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
) throws -> TableError {
    let error = #expect(throws: TableError.self, sourceLocation: sourceLocation) { try table(text, options) }
    return try #require(error, sourceLocation: sourceLocation)
}
