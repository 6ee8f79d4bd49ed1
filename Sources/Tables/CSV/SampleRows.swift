/// The rows at a file's start, cut into fields by a delimiter on trial.
///
/// Only to look at: quotes are understood, but nothing is refused.
struct SampleRows {
    struct Field {
        /// Without quotes and the spaces around it.
        let text: [UInt8]
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

    /// Rows of at least one field; the last one only where it is whole, or no other is.
    func rows(_ delimiter: FileFormat.Delimiter) -> [[Field]] {
        var rows: [[Field]] = []
        var index = 0
        var line = 0
        while index < bytes.count, rows.count < Self.rowLimit {
            let (row, lines) = row(from: &index, delimiter.byte, line)
            line += lines
            let isBlank = row.count == 1 && row[0].isEmpty
            let isWhole = index < bytes.count || !isCut || rows.isEmpty
            if !isBlank && isWhole { rows.append(row) }
        }
        return rows
    }

    /// Reads a row with its end of line, and says how many lines it took.
    private func row(from index: inout Int, _ delimiter: UInt8, _ line: Int) -> ([Field], Int) {
        var fields: [Field] = []
        var field: [UInt8] = []
        var isQuoted = false
        var lines = 0
        func take() {
            fields.append(Field(text: field.withUnsafeBytes { Array(trimmed($0)) }, line: line))
            field.removeAll(keepingCapacity: true)
        }
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == Self.quote {
                isQuoted.toggle()
            } else if byte == delimiter && !isQuoted {
                take()
            } else if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                if byte == UInt8(ascii: "\r"), index < bytes.count, bytes[index] == UInt8(ascii: "\n") {
                    index += 1
                }
                lines += 1
                if !isQuoted { break }
            } else {
                field.append(byte)
            }
        }
        take()
        return (fields, lines)
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
