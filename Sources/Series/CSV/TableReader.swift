/// Turns fields, as the parser finds them, into numbers; remembers per column what was no number.
struct TableReader {
    /// What one kept column held so far.
    struct Tally {
        /// A field worth a message: its line and text.
        struct Place {
            let line: Int
            let text: String
        }
        var numbers = 0
        var texts = 0
        var missing = 0
        var firstText: Place?
        var firstMissing: Place?
    }

    let name: String
    /// The physical line on which the row at hand begins; set by the parser.
    var rowLine = 1
    /// The first error; nothing is read after it.
    private(set) var failure: SeriesError?
    private(set) var layout: ColumnLayout?
    private(set) var tallies: [Tally] = []
    private(set) var times: [TimeColumn] = []
    /// Row-major (rows, value columns); NaN where there is no number.
    private var values: [Double] = []
    /// Row-major (rows, time columns).
    private var keys: [Int64] = []
    private(set) var rows = 0

    private let options: TableOptions
    private let missing: MissingFields
    /// An upper bound on the rows of the file, and its size.
    private let lines: Int
    private let byteCount: Int
    private var header: [String] = []
    private var uses: [ColumnLayout.Use] = []
    private var rowValues: [Double] = []
    private var rowKeys: [Int64] = []
    private var fields = 0

    init(name: String, options: TableOptions, lines: Int, byteCount: Int) {
        self.name = name
        self.options = options
        self.lines = lines
        self.byteCount = byteCount
        missing = MissingFields(options.missingValues)
    }

    /// The reader that a callback of libcsv was given.
    static func from(_ context: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<TableReader>? {
        context?.assumingMemoryBound(to: TableReader.self)
    }

    /// The numbers and time keys read; they are the caller's alone, so that changing them copies nothing.
    mutating func takeRows() -> (values: [Double], keys: [Int64]) {
        let taken = (values, keys)
        values = []
        keys = []
        return taken
    }

    mutating func addField(_ bytes: UnsafeMutableRawPointer?, _ count: Int) {
        guard failure == nil else { return }
        let field = trimmed(UnsafeRawBufferPointer(start: bytes, count: count))
        if layout == nil {
            header.append(String(decoding: field, as: UTF8.self))
        } else if fields < uses.count {
            let use = uses[fields]
            if use.value >= 0 { addValue(field, at: use.value) }
            if use.time >= 0 { addTime(field, at: use.time) }
        }
        fields += 1
    }

    mutating func endRow() {
        guard failure == nil else { return }
        if layout == nil {
            readHeader()
        } else if fields != uses.count {
            failure = SeriesError(
                .raggedRow,
                "the row has \(fields) fields and the header \(uses.count); give all rows as many",
                file: name, line: rowLine)
        } else {
            values.append(contentsOf: rowValues)
            keys.append(contentsOf: rowKeys)
            rows += 1
        }
        fields = 0
    }

    private mutating func addValue(_ field: UnsafeRawBufferPointer, at index: Int) {
        if missing.contains(field) {
            if tallies[index].missing == 0 { tallies[index].firstMissing = place(field) }
            tallies[index].missing += 1
            rowValues[index] = .nan
        } else if let number = DecimalNumber.double(field) {
            tallies[index].numbers += 1
            rowValues[index] = number
        } else {
            if tallies[index].texts == 0 { tallies[index].firstText = place(field) }
            tallies[index].texts += 1
            rowValues[index] = .nan
        }
    }

    private mutating func addTime(_ field: UnsafeRawBufferPointer, at index: Int) {
        if let key = times[index].key(field) {
            rowKeys[index] = key
        } else {
            failure = SeriesError(
                .badTime, times[index].complaint(about: quoted(field)), file: name, line: rowLine,
                column: times[index].name)
        }
    }

    private func place(_ field: UnsafeRawBufferPointer) -> Tally.Place {
        Tally.Place(line: rowLine, text: quoted(field))
    }

    private mutating func readHeader() {
        do throws(SeriesError) {
            try checkHeader()
            let layout = try ColumnLayout(header: header, options: options, file: name, line: rowLine)
            uses = layout.uses
            tallies = Array(repeating: Tally(), count: layout.valueColumns.count)
            times = options.time.map { TimeColumn(name: $0) }
            rowValues = Array(repeating: .nan, count: tallies.count)
            rowKeys = Array(repeating: 0, count: times.count)
            // A row has a byte a field at least, so no file of this size holds more rows.
            let capacity = min(lines, byteCount / header.count)
            values.reserveCapacity(capacity * tallies.count)
            keys.reserveCapacity(capacity * times.count)
            self.layout = layout
        } catch {
            failure = error
        }
    }

    private static let otherSeparators = [";", "\t", "|"]

    private func checkHeader() throws(SeriesError) {
        if header.count == 1, let other = Self.otherSeparators.first(where: { header[0].contains($0) }) {
            let called = other == "\t" ? "tabs" : quoted(other)
            throw SeriesError(
                .malformed, "the fields seem to be separated by \(called); separate them by commas",
                file: name,
                line: rowLine)
        }
        let numbers = header.filter { Array($0.utf8).withUnsafeBytes(DecimalNumber.double) != nil }
        if numbers.count == header.count {
            throw SeriesError(
                .malformed,
                "the first row holds only numbers (\(listed(header))); the first row must name the columns",
                file: name, line: rowLine)
        }
    }
}
