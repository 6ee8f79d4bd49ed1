extension Table {
    /// Reads comma-separated text (RFC 4180) and its relatives: a header that names the columns, then rows of
    /// numbers and text.
    ///
    /// Delimiter, decimal sign, thousands sign and encoding are found unless `options.format` names them.
    /// Quoted fields may hold delimiters, doubled quotes and line ends; lines end in LF, CRLF or CR; a
    /// byte-order mark, blank lines and the spaces around fields do not count, nor do rows at the end that
    /// hold nothing. A column is numeric when at least half of its fields that are neither missing nor a word
    /// for that are numbers in whichever format; all of them must then be finite numbers of the file's own.
    /// Rows are put in time order, in a long table series by series; those of equal times stay in the file's
    /// order. Missing values matter in the used columns alone. The table's report says what was left out, and
    /// why.
    ///
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - name: what messages call the file.
    ///   - progress: told now and then which share of the file is read; nil: nobody wants to know.
    /// - Throws: `TableError` with file, line and column, for every code from `emptyFile` to `badTime`.
    package static func csv(
        _ bytes: Span<UInt8>, name: String, options: TableOptions = TableOptions(),
        progress: ((Double) -> Void)? = nil
    ) throws(TableError) -> Table {
        try bytes.withUnsafeBufferPointer { (buffer) throws(TableError) in
            let assembly = try TableAssembly(
                bytes: UnsafeRawBufferPointer(buffer), name: name, options: options, progress: progress)
            return try assembly.table()
        }
    }
}

/// The way from bytes to a table: parse, decide which columns are numeric, order, deal with what is missing.
struct TableAssembly {
    var reader: TableReader
    let layout: ColumnLayout
    let options: TableOptions
    let name: String

    init(
        bytes: UnsafeRawBufferPointer, name: String, options: TableOptions, progress: ((Double) -> Void)?
    ) throws(TableError) {
        try Self.checkIsText(bytes, name: name)
        let text = try FileText(bytes, given: options.format.encoding, name: name)
        let encoding = text.encoding
        let reader = try text.withBytes(of: bytes) { (text) throws(TableError) in
            try Self.read(text, encoding: encoding, name: name, options: options, progress: progress)
        }
        guard let layout = reader.layout else {
            throw TableError(
                .emptyFile, "the file is empty; it needs a line that names the columns, then rows", file: name
            )
        }
        guard reader.rows > 0 else {
            throw TableError(
                .headerOnly, "the file names \(layout.header.count) columns and holds no row", file: name)
        }
        self.reader = reader
        self.layout = layout
        self.options = options
        self.name = name
    }

    private static func read(
        _ text: UnsafeRawBufferPointer, encoding: FileFormat.Encoding, name: String, options: TableOptions,
        progress: ((Double) -> Void)?
    ) throws(TableError) -> TableReader {
        var finder = FormatFinder(text, options: options.format, encoding: encoding, name: name)
        let start = try finder.find(time: options.time)
        var reader = try TableReader(
            name: name, options: options, format: start.format, lines: CSVParser.lineCount(text),
            byteCount: text.count)
        try CSVParser(delimiter: start.format.delimiter).parse(
            text, from: start, into: &reader, progress: progress)
        try reader.settleTimes()
        return reader
    }

    consuming func table() throws(TableError) -> Table {
        let kept = try numericColumns()
        try checkNothingIsMissing(kept)
        try checkNothingIsEmpty(kept)
        let names = kept.map { layout.header[layout.valueColumns[$0]] }
        let series = reader.series.ranked()
        var rows = TimeOrderedRows(
            values: reader.takeValues(), width: layout.valueColumns.count, keeping: kept,
            keys: try moments(series.rows), timeColumns: reader.times.width, series: series.rows)
        let duplicates = rows.equalTimes
        let dropped = options.missing == .drop ? rows.dropIncomplete() : 0
        if rows.rows == 0 {
            throw TableError(
                .missingValue,
                "every row lacks a value, so missing: drop leaves none; name fewer features, or fill",
                file: name)
        }
        let columns = kept.map { layout.valueColumns[$0] }
        let named = layout.features.map(Set.init)
        let features = columns.indices.filter { named?.contains(columns[$0]) ?? isFeature(columns[$0]) }
        if features.isEmpty {
            throw TableError(
                .noColumns,
                "no numeric column is left as a feature; the file's columns are \(listed(layout.header))",
                file: name)
        }
        let places = Dictionary(uniqueKeysWithValues: zip(columns, columns.indices))
        let report = report(kept, rows, series.names, dropped: dropped, duplicates: duplicates)
        return Table(
            columns: names, values: rows.values, features: features,
            targets: layout.targets?.compactMap { places[$0] }
                ?? features.filter { !layout.known.contains(columns[$0]) },
            known: layout.known.compactMap { places[$0] },
            series: rows.seriesRows.map { Table.Series(name: series.names[$0.series], rows: $0.rows) },
            times: reader.times.areDates ? rows.keys : nil,
            report: report, clock: clock, repeated: reader.times.areDates ? nil : repeated(in: rows))
    }

    /// Equal times that are no dates.
    private func repeated(in rows: TimeOrderedRows) -> RepeatedTimes? {
        let groups = rows.equalGroups
        return groups.first.map {
            RepeatedTimes(groups: groups, first: time(of: $0.lowerBound, rows) ?? "")
        }
    }

    /// The zone that the job names goes before what the file says.
    private var clock: TableClock { options.zone.map { .zone($0) } ?? reader.times.clock }

    /// The rows' times, in the file's order: where a zone is named, as moments.
    private func moments(_ series: [Int32]) throws(TableError) -> [Int64] {
        guard let wanted = options.timeZone else { return reader.times.keys }
        func refusal(_ what: String) -> TableError {
            TableError(
                .badOptions, "time_zone names \(quoted(wanted)), and \(what)", file: name,
                column: options.time.first)
        }
        guard let zone = options.zone else { throw refusal("its data have not been read") }
        guard reader.times.areDates else {
            throw refusal("the time column holds no dates; leave time_zone out")
        }
        guard !reader.times.clock.countsInUTC else { return reader.times.keys }
        do {
            return try ZonedTimes.moments(of: reader.times.keys, series: series, in: zone)
        } catch {
            throw TableError(
                .badTime, error.words, file: name, line: reader.rowLines[error.row],
                column: options.time.first)
        }
    }

    /// By default every numeric column is a feature; a time column is one only where it is a known one.
    private func isFeature(_ column: Int) -> Bool {
        layout.uses[column].time < 0 || layout.known.contains(column)
    }

    func time(of row: Int, _ rows: TimeOrderedRows) -> String? {
        let width = rows.timeColumns
        if let zone = clock.zone { return zone.text(nanoseconds: rows.keys[row]) }
        return width == 0 ? nil : reader.times.text(rows.keys[row * width..<(row + 1) * width])
    }

    private static func checkIsText(_ bytes: UnsafeRawBufferPointer, name: String) throws(TableError) {
        let kinds: [(start: [UInt8], kind: String)] = [
            ([0x1F, 0x8B], "gzip"), ([0x50, 0x4B, 0x03, 0x04], "a ZIP archive or spreadsheet"),
            (Array("PAR1".utf8), "Parquet"), ([0x28, 0xB5, 0x2F, 0xFD], "Zstandard"),
            (Array("BZh".utf8), "bzip2"), ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "xz"),
            ([0xD0, 0xCF, 0x11, 0xE0], "a spreadsheet"), (Array("%PDF".utf8), "PDF"),
        ]
        if let kind = kinds.first(where: { bytes.starts(with: $0.start) })?.kind {
            throw TableError(
                .malformed,
                "the file is \(kind), not comma-separated text; unpack or export it as CSV in UTF-8",
                file: name)
        }
    }
}

extension TableAssembly {
    func checkNothingIsMissing(_ kept: [Int]) throws(TableError) {
        guard options.missing == .error else { return }
        let gaps = kept.filter { reader.tallies[$0].missing > 0 }
        guard let index = gaps.min(by: { firstMissingLine($0) < firstMissingLine($1) }),
            let first = reader.tallies[index].firstMissing
        else { return }
        let tally = reader.tallies[index]
        let others = tally.missing > 1 ? ", and \(tally.missing - 1) more in this column" : ""
        throw TableError(
            .missingValue,
            "the value is missing (\(first.text)\(others)); set missing to forward_fill, interpolate, mask, "
                + "cut or drop, or leave the column out of features",
            file: name, line: first.line, column: layout.header[layout.valueColumns[index]])
    }

    private func firstMissingLine(_ index: Int) -> Int { reader.tallies[index].firstMissing?.line ?? .max }

    /// A column that is used has a value somewhere.
    private func checkNothingIsEmpty(_ kept: [Int]) throws(TableError) {
        guard let index = kept.first(where: { reader.tallies[$0].values == 0 }) else { return }
        throw TableError(
            .missingValue, "it holds no value at all; leave it out of features", file: name,
            line: reader.tallies[index].firstMissing?.line, column: layout.header[layout.valueColumns[index]])
    }
}
