/// Turns fields, as the parser finds them, into numbers; remembers per column what was no number.
struct TableReader {
    let name: String
    let format: FileFormat
    /// The physical line on which the row at hand begins; set by the parser.
    var rowLine = 1
    /// The first error; nothing is read after it.
    private(set) var failure: TableError? {
        didSet { hasFailed = true }
    }
    /// Asked at every field, where looking at the error itself would take a tenth of all time.
    private var hasFailed = false
    private(set) var layout: ColumnLayout?
    private(set) var tallies: [ColumnTally] = []
    private(set) var missing: [ColumnTokens] = []
    private(set) var times: RowTimes
    /// Empty where no column names the series.
    private(set) var series = SeriesColumn()
    /// For each column without a name, its first field that holds something.
    private(set) var unnamed: [ColumnTally.Place?] = []
    private(set) var rows = 0
    /// The line of each row, kept where a zone is named: its times are held against each other at the end.
    private(set) var rowLines: [Int] = []
    /// Lines of rows without any field, of which no other row has followed yet.
    private(set) var emptyRows: [Int] = []
    /// Rows that had empty fields behind the last column.
    private(set) var surplusRows = 0

    private let options: TableOptions
    private let numbers: NumberFormat
    /// An upper bound on the rows of the file, and its size.
    private let lines: Int
    private let byteCount: Int
    /// Row-major (rows, value columns); NaN where there is no number.
    private var values: [Double] = []
    private var header: [String] = []
    private var uses: [ColumnLayout.Use] = []
    private var rowValues: [Double] = []
    /// Fields of the row at hand, and how many of them have been empty from its start.
    private var fields = 0
    private var emptyLead = 0
    private var hasSurplus = false

    /// - Throws: `badOptions` where the options' time format is none.
    init(
        name: String, options: TableOptions, format: FileFormat, lines: Int, byteCount: Int
    ) throws(TableError) {
        self.name = name
        self.options = options
        self.format = format
        self.lines = lines
        self.byteCount = byteCount
        numbers = NumberFormat(format)
        times = try RowTimes(options.time, pattern: options.timeFormat, file: name)
    }

    /// The reader that a callback of libcsv was given.
    static func from(_ context: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<TableReader>? {
        context?.assumingMemoryBound(to: TableReader.self)
    }

    /// The numbers read; they are the caller's alone, so that changing them copies nothing.
    mutating func takeValues() -> [Double] {
        let taken = values
        values = []
        return taken
    }

    /// See `RowTimes.settle`.
    mutating func settleTimes() throws(TableError) { try times.settle(file: name) }

    // MARK: Fields and rows

    mutating func addField(_ bytes: UnsafeMutableRawPointer?, _ count: Int) {
        guard !hasFailed else { return }
        let field = trimmed(UnsafeRawBufferPointer(start: bytes, count: count))
        if layout == nil {
            header.append(String(decoding: field, as: UTF8.self))
        } else if fields == emptyLead {
            // Whether an empty field is a missing value, only a row that holds something can tell.
            if field.isEmpty {
                emptyLead += 1
            } else {
                catchUp()
                take(field, at: fields)
            }
        } else {
            take(field, at: fields)
        }
        fields += 1
    }

    mutating func endRow() {
        guard !hasFailed else { return }
        if layout == nil {
            readHeader()
        } else if fields == emptyLead {
            emptyRows.append(rowLine)
        } else if fields < uses.count || hasSurplus {
            failure = raggedRow()
        } else {
            if fields > uses.count { surplusRows += 1 }
            keepRow()
        }
        fields = 0
        emptyLead = 0
        hasSurplus = false
    }

    /// Not where a field has failed: a row's time may then be that of the row before.
    private mutating func keepRow() {
        guard !hasFailed else { return }
        values.append(contentsOf: rowValues)
        rows += 1
        if layout?.series != nil { series.endRow() }
        if options.zone != nil { rowLines.append(rowLine) }
        if let fault = times.endRow(line: rowLine) { failure = badTime(fault) }
    }

    /// Takes the empty rows and fields before a field that holds something.
    private mutating func catchUp() {
        let empty = UnsafeRawBufferPointer(start: nil, count: 0)
        let line = rowLine
        for emptyLine in emptyRows where !hasFailed {
            rowLine = emptyLine
            for column in uses.indices { take(empty, at: column) }
            keepRow()
        }
        emptyRows.removeAll()
        rowLine = line
        for column in 0..<fields { take(empty, at: column) }
    }

    private mutating func take(_ field: UnsafeRawBufferPointer, at column: Int) {
        guard column < uses.count else {
            if !field.isEmpty { hasSurplus = true }
            return
        }
        let use = uses[column]
        if use.value >= 0 { addValue(field, at: use.value) }
        if use.time >= 0 { addTime(field, at: use.time) }
        if use.isSeries, !series.add(field), !hasFailed { failure = missingSeries(column) }
        if use.unnamed >= 0, !field.isEmpty, unnamed[use.unnamed] == nil {
            unnamed[use.unnamed] = place(field)
        }
    }

    private mutating func addValue(_ field: UnsafeRawBufferPointer, at index: Int) {
        if missing[index].fields.mayHold(field), let token = missing[index].fields.token(field) {
            addMissing(field, token, at: index)
        } else if let number = numbers.double(field) {
            if missing[index].fields.hasNumbers, let token = missing[index].fields.token(number) {
                addMissing(field, token, at: index)
            } else {
                tallies[index].numbers += 1
                rowValues[index] = number
            }
        } else if let truth = NumberFormat.truth(field) {
            tallies[index].truths += 1
            rowValues[index] = truth
        } else {
            addOdd(field, at: index)
        }
    }

    private mutating func addMissing(_ field: UnsafeRawBufferPointer, _ token: Int, at index: Int) {
        if tallies[index].missing == 0 { tallies[index].firstMissing = place(field) }
        tallies[index].missing += 1
        missing[index].hits[token] += 1
        rowValues[index] = .nan
    }

    private mutating func addOdd(_ field: UnsafeRawBufferPointer, at index: Int) {
        let kind = OddField(field, numbers: numbers)
        if case .infinite = kind, let value = numbers.infinity(field),
            let token = missing[index].fields.token(value)
        {
            addMissing(field, token, at: index)
        } else {
            let line = rowLine
            tallies[index].add(kind, at: ColumnTally.Place(line: line, field))
            rowValues[index] = .nan
        }
    }

    private mutating func addTime(_ field: UnsafeRawBufferPointer, at index: Int) {
        if let fault = times.add(field, at: index, line: rowLine), !hasFailed { failure = badTime(fault) }
    }

    private func missingSeries(_ column: Int) -> TableError {
        TableError(
            .missingSeries, "the row names no series; write its name here, or take the row out",
            file: name, line: rowLine, column: layout?.header[column])
    }

    private func badTime(_ fault: RowTimes.Fault) -> TableError {
        TableError(.badTime, fault.words, file: name, line: rowLine, column: fault.column)
    }

    private func place(_ field: UnsafeRawBufferPointer) -> ColumnTally.Place {
        ColumnTally.Place(line: rowLine, field)
    }

    private func raggedRow() -> TableError {
        let isDecimalComma = uses.count == 1 && fields == 2 && format.delimiter == .comma
        let remedy =
            isDecimalComma
            ? "if the comma stands before a fraction, set data.format: {delimiter: \";\"}"
            : "give all rows as many"
        return TableError(
            .raggedRow,
            "the row has \(fields) field\(fields == 1 ? "" : "s") and the header \(uses.count); \(remedy)",
            file: name,
            line: rowLine)
    }

    // MARK: The header

    private mutating func readHeader() {
        do throws(TableError) {
            try checkHeader()
            let layout = try ColumnLayout(header: header, options: options, file: name, line: rowLine)
            uses = layout.uses
            tallies = Array(repeating: ColumnTally(), count: layout.valueColumns.count)
            missing = ColumnTokens.all(options, layout, numbers: numbers)
            unnamed = Array(repeating: nil, count: layout.unnamed.count)
            rowValues = Array(repeating: .nan, count: tallies.count)
            // A row has a byte a field at least, so no file of this size holds more rows.
            let capacity = min(lines, byteCount / header.count)
            values.reserveCapacity(capacity * tallies.count)
            times.reserve(rows: capacity)
            self.layout = layout
        } catch {
            failure = error
        }
    }

    private func checkHeader() throws(TableError) {
        let isNumbers = header.allSatisfy { name in
            Array(name.utf8).withUnsafeBytes { numbers.double($0) ?? DecimalNumber.double($0) } != nil
        }
        if isNumbers {
            throw TableError(
                .malformed,
                "the first row holds only numbers (\(listed(header))); the first row must name the columns",
                file: name, line: rowLine)
        }
    }
}

/// What counts as missing in one column, and how often each of it was found.
struct ColumnTokens {
    let tokens: [String]
    let fields: MissingFields
    var hits: [Int]

    private init(_ tokens: [String], numbers: NumberFormat) {
        self.tokens = tokens
        fields = MissingFields(tokens, numbers: numbers)
        hits = Array(repeating: 0, count: tokens.count)
    }

    /// For each value column those of all columns, then its own.
    static func all(_ options: TableOptions, _ layout: ColumnLayout, numbers: NumberFormat) -> [ColumnTokens]
    {
        let common = ColumnTokens(options.missingValues, numbers: numbers)
        return layout.valueColumns.map { column in
            guard let own = options.missingByColumn[layout.header[column]] else { return common }
            return ColumnTokens(options.missingValues + own, numbers: numbers)
        }
    }
}
