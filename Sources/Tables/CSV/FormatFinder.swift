/// Finds out how a file is written, from its first bytes and what was said about it.
struct FormatFinder {
    /// The bytes at a file's start that are looked at: a thousand rows, mostly.
    static let sampleBytes = 1 << 16

    /// The format, and where the line begins that names the columns.
    struct Found {
        let format: FileFormat
        /// In the text, in bytes.
        let offset: Int
        /// From 1.
        let line: Int
    }

    private let text: UnsafeRawBufferPointer
    private let options: FormatOptions
    private let encoding: FileFormat.Encoding
    private let name: String
    private var offset = 0
    private var line = 1

    /// - Parameter text: the whole file as UTF-8, without a byte-order mark.
    init(
        _ text: UnsafeRawBufferPointer, options: FormatOptions, encoding: FileFormat.Encoding, name: String
    ) {
        self.text = text
        self.options = options
        self.encoding = encoding
        self.name = name
    }

    /// - Parameter time: columns whose fields are no numbers, whatever they look like.
    /// - Throws: `badOptions` where what was said contradicts itself; `malformed` where lines of another kind
    ///   stand above the names of the columns.
    mutating func find(time: [String]) throws(TableError) -> Found {
        try checkOptions()
        for _ in 0..<options.skipRows where offset < text.count { skipLine() }
        let written = try separatorLine()
        let sample = SampleRows(UnsafeRawBufferPointer(rebasing: text[offset...]))
        var format = FileFormat()
        format.encoding = encoding
        format.skippedRows = options.skipRows
        format.delimiter = options.delimiter ?? written ?? delimiter(sample)
        let rows = sample.rows(format.delimiter)
        try checkFirstRow(rows)
        let evidence = Evidence(rows, without: time)
        format.decimal =
            options.decimal ?? options.thousands?.decimal?.other ?? evidence.decimal(format.delimiter)
        format.thousands = options.thousands ?? evidence.thousands(format.decimal)
        return Found(format: format, offset: offset, line: line)
    }

    private func checkOptions() throws(TableError) {
        if let decimal = options.decimal, decimal == options.thousands?.decimal {
            throw TableError(
                .badOptions,
                "data.format names the \(decimal) as decimal and as thousands sign; they must differ",
                file: name)
        }
        if options.skipRows < 0 {
            throw TableError(
                .badOptions, "data.format skips \(options.skipRows) lines; at least 0 can be skipped",
                file: name)
        }
    }

    private mutating func skipLine() {
        offset += SampleRows.lineLength(UnsafeRawBufferPointer(rebasing: text[offset...]))
        line += 1
    }

    /// Reads `sep=;`, which Excel understands as a first line, and goes behind it.
    private mutating func separatorLine() throws(TableError) -> FileFormat.Delimiter? {
        let rest = UnsafeRawBufferPointer(rebasing: text[offset...].prefix(16))
        let length = SampleRows.lineLength(rest)
        let words = String(decoding: rest.prefix(length), as: UTF8.self)
        guard words.lowercased().hasPrefix("sep="), length < rest.count || length < 16 else { return nil }
        let sign = String(words.dropFirst(4).prefix { !$0.isNewline })
        guard let delimiter = FileFormat.Delimiter(rawValue: sign) else {
            throw TableError(
                .malformed,
                "\(quoted(words)) says what separates the fields; understood are comma, semicolon, tab and "
                    + "pipe. Remove the line, or set data.format: {skip_rows: \(line)}",
                file: name, line: line)
        }
        skipLine()
        return delimiter
    }

    /// The delimiter that cuts most rows into equally many fields, and of several those into most numbers.
    private func delimiter(_ sample: SampleRows) -> FileFormat.Delimiter {
        var best: (delimiter: FileFormat.Delimiter, share: Double, numbers: Double)?
        for delimiter in FileFormat.Delimiter.allCases where sample.holds(delimiter) {
            let rows = sample.rows(delimiter)
            let width = Self.usualWidth(rows)
            guard width > 1 else { continue }
            let share = Double(rows.count { $0.count == width }) / Double(rows.count)
            let fields = rows.dropFirst().joined()
            let numbers =
                Double(fields.count { $0.isEmpty || $0.number != nil }) / Double(max(1, fields.count))
            if best.map({ (share, numbers) > ($0.share, $0.numbers) }) ?? true {
                best = (delimiter, share, numbers)
            }
        }
        return best?.delimiter ?? .comma
    }

    /// The number of fields that most rows have, of those that have more than one; 1 where none has.
    private static func usualWidth(_ rows: [SampleRows.Row]) -> Int {
        var counts: [Int: Int] = [:]
        for row in rows where row.count > 1 { counts[row.count, default: 0] += 1 }
        return counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? 1
    }

    /// What stands above the columns' names has fewer fields than all rows below, or begins as a comment.
    private func checkFirstRow(_ rows: [SampleRows.Row]) throws(TableError) {
        guard let first = rows.first, rows.count > 1 else { return }
        let width = Self.usualWidth(rows)
        let isComment = first.first.map { $0.text.first == UInt8(ascii: "#") } ?? false
        guard first.count != width || (isComment && width == 1) else { return }
        let above = rows.prefix { row in
            width > 1 ? row.count != width : row.first.map { $0.text.first == UInt8(ascii: "#") } ?? false
        }
        let (count, names) = (above.count, rows.dropFirst(above.count).first)
        // One row of another width is more likely the header of rows that have a field too many.
        guard let names, names.contains(where: { $0.number == nil && !$0.isEmpty }) || isComment,
            isComment || (2 * rows.count { $0.count == width } > rows.count && first.count < width)
        else { return }
        let lines = names.first.map { $0.line } ?? count
        let text = quoted(String(decoding: first.flatMap { $0.text + [0x20] }.dropLast(), as: UTF8.self))
        throw TableError(
            .malformed,
            "\(text) is \(isComment ? "a comment" : "no row of names: the rows below have \(width) fields"); "
                + "set data.format: {skip_rows: \(lines + line - 1)}, so that line \(lines + line) is the "
                + "first that is read, or remove what stands above it",
            file: name, line: line)
    }
}

/// What the numbers of a file show about its decimal and its thousands sign.
private struct Evidence {
    /// Numbers in which a sign can only be the decimal one.
    private var decimals: [FileFormat.DecimalSign: Int] = [:]
    private var groups: [FileFormat.ThousandsSign: Int] = [:]
    /// Numbers with one sign and three digits behind it.
    private var either: [FileFormat.DecimalSign: Int] = [:]

    init(_ rows: [SampleRows.Row], without time: [String]) {
        let ignored = Set(
            (rows.first ?? []).enumerated().filter { time.contains($0.element.string) }.map(\.offset))
        for row in rows.dropFirst() {
            for (column, field) in row.enumerated() where !ignored.contains(column) {
                switch field.number {
                case .certain(let decimal, let thousands):
                    if let decimal { decimals[decimal, default: 0] += 1 }
                    if let thousands {
                        groups[thousands, default: 0] += 1
                        if decimal == nil, let sign = thousands.decimal {
                            decimals[sign.other, default: 0] += 1
                        }
                    }
                case .either(let sign): either[sign, default: 0] += 1
                case .whole, .perhapsSpaced, nil: break
                }
            }
        }
    }

    func decimal(_ delimiter: FileFormat.Delimiter) -> FileFormat.DecimalSign {
        let (points, commas) = (decimals[.point, default: 0], decimals[.comma, default: 0])
        if points == commas && commas > 0 { return delimiter == .comma ? .point : .comma }
        return commas > points ? .comma : .point
    }

    func thousands(_ decimal: FileFormat.DecimalSign) -> FileFormat.ThousandsSign? {
        let certain = groups.filter { $0.key.decimal != decimal }
            .max { ($0.value, $0.key.rawValue) < ($1.value, $1.key.rawValue) }?.key
        if let certain { return certain }
        // 1.741 beside 10,05 is no fraction; beside whole numbers alone, it may be.
        let other = decimal.other
        let isDecided = decimals[decimal, default: 0] > 0 && decimals[other, default: 0] == 0
        return isDecided && either[other, default: 0] > 0 ? other.thousands : nil
    }
}

extension FileFormat.ThousandsSign {
    fileprivate var decimal: FileFormat.DecimalSign? { FileFormat.DecimalSign(rawValue: rawValue) }
}

extension FileFormat.DecimalSign {
    fileprivate var thousands: FileFormat.ThousandsSign? { FileFormat.ThousandsSign(rawValue: rawValue) }
}
