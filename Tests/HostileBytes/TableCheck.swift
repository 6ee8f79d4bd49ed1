import Series
import System
import Tables
import TestFiles

/// CSV files: 1 byte that says how they are read, 1 more for the format where its bit 7 is set, the file.
///
/// Bits 0, 1: what is done about missing values; bits 2, 3: the time columns; bit 4: features are named; bit
/// 5: targets are named; bit 6: other fields than usual count as missing, and some in one column.
///
/// Of the second byte, 0 in each group: it is found. Bits 0 to 2: the delimiter; 5 and 6: it is found, and 1
/// byte more chooses time columns and their format, by bit 5 a column of series, by bits 6 and 7 a zone; 7:
/// it is found, and the file is compressed. Bit 3: a decimal comma; bits 4 and 5: the encoding; bit 6: a sign
/// between thousands; bit 7: a line is skipped.
enum TableCheck {
    static func check(_ bytes: UnsafeRawBufferPointer) throws -> Decoder.Outcome {
        var reader = InputReader(bytes)
        let (options, isPacked) = options(&reader)
        guard let file = try isPacked ? unpacked(reader.rest) : Array(reader.rest) else { return .refused }
        let table: Table
        do {
            table = try Table.csv(file.span, name: "t.csv", options: options)
        } catch {
            try promise(
                !error.message.isEmpty && error.file == "t.csv", "an error without words or file: \(error)")
            try promise(error.line ?? 1 >= 1, "line \(error.line ?? 0)")
            return .refused
        }
        try checkParts(of: table, options, bytes: file.count)
        let text = text(of: table)
        let again = try unfailing("reading the table that was written\n\(text)") {
            try Table.csv(
                Array(text.utf8).span, name: "t.csv",
                options: TableOptions(
                    features: table.features.map { table.columns[$0] },
                    targets: table.targets.map { table.columns[$0] },
                    missing: table.missingValues > 0 ? .forwardFill : .error, format: Self.plain))
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

    /// As the check writes tables.
    private static let plain = FormatOptions(
        delimiter: .comma, decimal: .point, thousands: .apostrophe, encoding: .utf8)

    /// Nil where the bytes are turned down.
    private static func unpacked(_ bytes: UnsafeRawBufferPointer) throws -> [UInt8]? {
        let limit = 1 << 16
        do {
            let file = try Gzip.unpack(Array(bytes).span, name: "t.csv", limit: limit)
            try promise(file.count <= limit, "\(file.count) bytes came out")
            return file
        } catch let error as SystemError {
            try promise(error == SystemError(.corrupt, "") && !error.message.isEmpty, "refused as \(error)")
            return nil
        }
    }

    private static func options(_ reader: inout InputReader) -> (TableOptions, isPacked: Bool) {
        let bits = reader.byte()
        var options = TableOptions(missing: [.error, .drop, .forwardFill, .cut][Int(bits & 3)])
        options.time = [[], ["t"], ["d", "t"], ["y"]][Int(bits >> 2 & 3)]
        if bits & 16 != 0 { options.features = ["x"] }
        if bits & 32 != 0 { options.targets = ["y"] }
        if bits & 64 != 0 {
            options.missingValues = ["-", " none "]
            options.missingByColumn = ["x": ["-99", "inf"]]
        }
        guard bits & 128 != 0 else { return (options, false) }
        let format = reader.byte()
        options.format = self.format(format)
        if format & 7 == 5 || format & 7 == 6 {
            let time = reader.byte()
            options.time =
                [["year", "month", "day", "hour"], ["d", "hr"], ["t"], ["d", "t"]][Int(time & 3)]
            options.timeFormat = timeFormats[Int(time >> 2 & 7)]
            if time & 32 != 0 { options.series = "s" }
            options.zone = zones[Int(time >> 6)]
            options.timeZone = options.zone?.name
        }
        return (options, format & 7 == 7)
    }

    private static let timeFormats = [
        nil, "%d/%m/%Y", "%m/%d/%Y %I:%M %p", "%Y%j%z", "%H.%M.%S %f", "%b %y", "%", "%B %d, %Y %H:%M:%S",
    ]

    /// One that is ahead of UTC, one far behind, and one without a rule.
    private static let zones =
        [nil]
        + ["CET-1CEST,M3.5.0,M10.5.0/3", "<-12>12", ""].map {
            try? TimeZoneRules(ZoneFile.bytes($0, first: 3600).span, name: "Test/Zone", version: "7")
        }

    private static func format(_ bits: UInt8) -> FormatOptions {
        func choice<Choice>(_ number: UInt8, _ all: [Choice]) -> Choice? {
            number == 0 || Int(number) > all.count ? nil : all[Int(number) - 1]
        }
        return FormatOptions(
            delimiter: choice(bits & 7, FileFormat.Delimiter.allCases), decimal: bits & 8 == 0 ? nil : .comma,
            thousands: bits & 64 == 0 ? nil : .point,
            encoding: choice(bits >> 4 & 3, FileFormat.Encoding.allCases), skipRows: Int(bits >> 7))
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
        try promise(table.series.isEmpty == (options.series == nil), "series are missing, or too many")
        try promise(
            zip(table.series, table.series.dropFirst()).allSatisfy {
                $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
            }, "series are not in order: \(table.series)")
        for rows in table.series.isEmpty ? [0..<table.rows] : table.series.map(\.rows) {
            let times = table.times?[rows] ?? []
            try promise(!rows.isEmpty, "a series has no row")
            try promise(zip(times, times.dropFirst()).allSatisfy(<=), "times are not in order: \(times)")
        }
        try promise(
            options.missing == .drop || table.droppedRows == 0,
            "\(table.droppedRows) rows were dropped unasked")
        try checkReport(of: table, options)
    }

    private static func checkReport(of table: Table, _ options: TableOptions) throws {
        let report = table.report
        try promise(report.series == table.series.map(\.name), "the report has series \(report.series)")
        try promise(report.columns == table.columns, "the report has columns \(report.columns)")
        try promise(report.rows == table.rows + report.droppedRows, "\(report.rows) rows were read")
        try promise(report.missing.allSatisfy { $0.count > 0 }, "no value is missing: \(report.missing)")
        try promise(report.duplicates < report.rows, "\(report.duplicates) rows are duplicates")
        try promise(!report.lines.contains(""), "an empty line: \(report.lines)")
        guard let found = report.format else { throw BrokenPromise("no format was found") }
        let given = options.format
        try promise(
            given.delimiter ?? found.delimiter == found.delimiter
                && given.decimal ?? found.decimal == found.decimal
                && given.thousands ?? found.thousands == found.thousands
                && given.encoding ?? found.encoding == found.encoding && given.skipRows == found.skippedRows
                && found.thousands?.rawValue != found.decimal.rawValue,
            "\(found) was found, and \(given) given")
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
