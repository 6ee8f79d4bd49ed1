/// The rows at a file's start, cut into fields by a delimiter on trial.
///
/// Only to look at: quotes are understood, but nothing is refused.
struct SampleRows {
    /// A row's fields, of which there is one at least. All rows' fields lie in one piece of memory, and so do
    /// their texts: a sample may have a field a byte.
    typealias Row = ArraySlice<Field>

    struct Field {
        /// Without quotes and the spaces around it.
        let text: ArraySlice<UInt8>
        /// The line in the sample on which its row begins, from 0.
        let line: Int

        var isEmpty: Bool { text.isEmpty }
        var string: String { String(decoding: text, as: UTF8.self) }
        var number: WrittenNumber? { text.withUnsafeBytes { WrittenNumber($0) } }
    }

    /// Rows that are looked at: enough to see what is usual.
    private static let rowLimit = 400
    private static let quote = UInt8(ascii: "\"")

    private let bytes: UnsafeRawBufferPointer
    private let isCut: Bool

    /// - Parameter text: the rest of the file; the first `FormatFinder.sampleBytes` of it are looked at.
    init(_ text: UnsafeRawBufferPointer) {
        bytes = UnsafeRawBufferPointer(rebasing: text.prefix(FormatFinder.sampleBytes))
        isCut = bytes.count < text.count
    }

    /// Whether the delimiter stands anywhere.
    func holds(_ delimiter: FileFormat.Delimiter) -> Bool { bytes.contains(delimiter.byte) }

    /// Rows of at least one field; the last one only where it is whole, or no other is.
    func rows(_ delimiter: FileFormat.Delimiter) -> [Row] {
        var cut = Cut()
        cut.text.reserveCapacity(bytes.count)
        var rows: [Range<Int>] = []
        var index = 0
        while index < bytes.count, rows.count < Self.rowLimit {
            let start = cut.fields.count
            takeRow(from: &index, delimiter.byte, &cut)
            let isBlank = cut.fields.count == start + 1 && cut.fields[start].text.isEmpty
            let isWhole = index < bytes.count || !isCut || rows.isEmpty
            if !isBlank && isWhole { rows.append(start..<cut.fields.count) }
        }
        let fields = cut.fields.map { Field(text: cut.text[$0.text], line: $0.line) }
        return rows.map { fields[$0] }
    }

    /// What has been cut so far.
    private struct Cut {
        /// Of all fields, without quotes.
        var text: [UInt8] = []
        var fields: [(text: Range<Int>, line: Int)] = []
        var line = 0

        /// Ends a field that began at a place of the text, in a row that began in a line.
        mutating func endField(from start: Int, line: Int) {
            let field = text.withUnsafeBytes { text in
                let field = UnsafeRawBufferPointer(rebasing: text[start...])
                let first = start + field.prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }.count
                return first..<first + trimmed(field).count
            }
            fields.append((field, line))
        }
    }

    /// Takes a row with its end of line.
    private func takeRow(from index: inout Int, _ delimiter: UInt8, _ cut: inout Cut) {
        var start = cut.text.count
        var isQuoted = false
        let line = cut.line
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == Self.quote {
                isQuoted.toggle()
            } else if byte == delimiter && !isQuoted {
                cut.endField(from: start, line: line)
                start = cut.text.count
            } else if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                if byte == UInt8(ascii: "\r"), index < bytes.count, bytes[index] == UInt8(ascii: "\n") {
                    index += 1
                }
                cut.line += 1
                if !isQuoted { break }
            } else {
                cut.text.append(byte)
            }
        }
        cut.endField(from: start, line: line)
    }

    /// The length of the first line, with its end (LF, CRLF or CR).
    static func lineLength(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard let end = bytes.firstIndex(where: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") })
        else {
            return bytes.count
        }
        let isPair =
            bytes[end] == UInt8(ascii: "\r") && end + 1 < bytes.count && bytes[end + 1] == UInt8(ascii: "\n")
        return isPair ? end + 2 : end + 1
    }
}
