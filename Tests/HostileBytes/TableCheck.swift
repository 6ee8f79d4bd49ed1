import Series

/// CSV files: 1 byte that says how they are read, then the file.
///
/// Bits 0, 1: what is done about missing values; bits 2, 3: the time columns; bit 4: features are named; bit
/// 5: targets are named; bit 6: other fields than usual count as missing.
enum TableCheck {
    static func check(_ bytes: UnsafeRawBufferPointer) throws -> Decoder.Outcome {
        var reader = InputReader(bytes)
        let options = options(reader.byte())
        let table: Table
        do {
            table = try Table.csv(Array(reader.rest).span, name: "t.csv", options: options)
        } catch {
            try promise(
                !error.message.isEmpty && error.file == "t.csv", "an error without words or file: \(error)")
            return .refused
        }
        try checkParts(of: table, options, bytes: bytes.count)
        let text = text(of: table)
        let again = try unfailing("reading the table that was written\n\(text)") {
            try Table.csv(
                Array(text.utf8).span, name: "t.csv",
                options: TableOptions(
                    features: table.features.map { table.columns[$0] },
                    targets: table.targets.map { table.columns[$0] },
                    missing: table.missingValues > 0 ? .forwardFill : .error))
        }
        try promise(
            again.columns == table.columns && again.features == table.features
                && again.targets == table.targets,
            "columns \(table.columns) came back as \(again.columns)")
        try promise(
            again.values.elementsEqual(table.values) { $0.bitPattern == $1.bitPattern },
            "values changed\n\(text)")
        return .accepted
    }

    private static func options(_ bits: UInt8) -> TableOptions {
        var options = TableOptions(missing: [.error, .drop, .forwardFill, .cut][Int(bits & 3)])
        options.time = [[], ["t"], ["d", "t"], ["y"]][Int(bits >> 2 & 3)]
        if bits & 16 != 0 { options.features = ["x"] }
        if bits & 32 != 0 { options.targets = ["y"] }
        if bits & 64 != 0 { options.missingValues = ["-", " none "] }
        return options
    }

    private static func checkParts(of table: Table, _ options: TableOptions, bytes: Int) throws {
        try promise(table.rows > 0 && !table.columns.isEmpty, "a table without rows or columns")
        try promise(table.values.count == table.rows * table.columns.count, "a row is not whole")
        try promise(table.values.count <= bytes, "\(table.values.count) values from \(bytes) bytes")
        try promise(!table.values.contains(where: \.isInfinite), "a value is infinite")
        let missing = table.values.reduce(0) { $0 + ($1.isNaN ? 1 : 0) }
        try promise(missing == table.missingValues, "\(missing) values are missing")
        try promise(
            missing == 0 || ![.error, .drop].contains(options.missing), "values are missing unasked")
        try promise(!table.features.isEmpty && !table.targets.isEmpty, "no feature or no target")
        try promise(
            (table.features + table.targets).allSatisfy(table.columns.indices.contains),
            "an index without a column")
        try promise((table.firstTime == nil) == options.time.isEmpty, "times are missing")
        try promise(
            options.missing == .drop || table.droppedRows == 0,
            "\(table.droppedRows) rows were dropped unasked")
    }

    /// The table as CSV. A column without a name goes first, so that no header holds only numbers or one
    /// field alone.
    private static func text(of table: Table) -> String {
        var text = ""
        for name in table.columns {
            // Scalar by scalar: to a String, a quote with an accent on it is no quote.
            let doubled = name.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined()
            text += ",\"\(doubled)\""
        }
        let width = table.columns.count
        for row in 0..<table.rows {
            text += "\n-"
            for value in table.values[row * width..<(row + 1) * width] { text += ",\(value)" }
        }
        return text
    }
}
