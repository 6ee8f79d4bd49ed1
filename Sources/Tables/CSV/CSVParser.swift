import CCSV
import Glibc

/// Feeds a CSV file to a `TableReader` through libcsv, a physical line at a time, so that rows know their
/// lines.
struct CSVParser: ~Copyable {
    /// Bytes of a piece and of a field: no field of a table is longer, unless a closing quote is missing.
    static let fieldLimit = 1 << 20

    private let parser: UnsafeMutablePointer<csv_parser>
    /// libcsv's state between two rows, which is the one it starts in.
    private let betweenRows: Int32

    init(delimiter: FileFormat.Delimiter) {
        parser = .allocate(capacity: 1)
        parser.initialize(to: csv_parser())
        // Fails only for a null pointer.
        _ = csv_init(parser, UInt8(CSV_STRICT | CSV_STRICT_FINI))
        csv_set_blk_size(parser, 4096)
        csv_set_delim(parser, delimiter.byte)
        betweenRows = parser.pointee.pstate
    }

    deinit {
        csv_free(parser)
        parser.deallocate()
    }

    /// Bytes between two words about how much is parsed.
    static let stride = 1 << 20

    /// Parses all bytes from the beginning of a line on. Throws the reader's first error, or `malformed`.
    ///
    /// - Parameter progress: told now and then which share of the bytes is parsed.
    func parse(
        _ bytes: UnsafeRawBufferPointer, from start: FormatFinder.Found, into reader: inout TableReader,
        progress: ((Double) -> Void)?
    ) throws(TableError) {
        var told = 0
        var offset = start.offset
        var line = start.line
        var lineFeed: Int?
        while offset < bytes.count {
            let piece = Self.nextPiece(of: bytes, from: offset, &lineFeed)
            if parser.pointee.pstate == betweenRows { reader.rowLine = line }
            let used = withUnsafeMutablePointer(to: &reader) { reader in
                csv_parse(
                    parser, piece.baseAddress, piece.count,
                    { bytes, count, reader in TableReader.from(reader)?.pointee.addField(bytes, count) },
                    { _, reader in TableReader.from(reader)?.pointee.endRow() }, reader)
            }
            if let failure = reader.failure { throw failure }
            if used < piece.count { throw syntaxError(line: line, reader) }
            if parser.pointee.entry_pos > Self.fieldLimit { throw endlessField(reader) }
            offset += piece.count
            if let progress, offset >= told + Self.stride {
                told = offset
                progress(Double(offset) / Double(bytes.count))
            }
            if let last = piece.last, last == UInt8(CSV_LF) || last == UInt8(CSV_CR) { line += 1 }
        }
        try finish(into: &reader)
    }

    private func finish(into reader: inout TableReader) throws(TableError) {
        let status = withUnsafeMutablePointer(to: &reader) { reader in
            csv_fini(
                parser, { bytes, count, reader in TableReader.from(reader)?.pointee.addField(bytes, count) },
                { _, reader in TableReader.from(reader)?.pointee.endRow() }, reader)
        }
        if let failure = reader.failure { throw failure }
        if status != 0 { throw openQuote(reader) }
    }

    private func syntaxError(line: Int, _ reader: borrowing TableReader) -> TableError {
        guard csv_error(parser) == CSV_EPARSE else {
            return TableError(.malformed, "the field is too large to hold", file: reader.name, line: line)
        }
        return TableError(
            .malformed,
            "a quote stands inside a field; put the whole field in quotes and double the quotes within it",
            file: reader.name, line: line)
    }

    private func endlessField(_ reader: borrowing TableReader) -> TableError {
        guard parser.pointee.quoted == 0 else { return openQuote(reader) }
        return TableError(
            .malformed, "a field of this row is longer than \(Self.fieldLimit) bytes; is the file CSV?",
            file: reader.name, line: reader.rowLine)
    }

    private func openQuote(_ reader: borrowing TableReader) -> TableError {
        TableError(
            .malformed, "a quoted field that begins in this row has no end; add the closing quote",
            file: reader.name, line: reader.rowLine)
    }

    /// The bytes up to and with the next end of line (LF, CRLF or CR), at most about `fieldLimit` of them.
    ///
    /// - Parameter lineFeed: the place of the next LF, kept from piece to piece: a file whose lines end in CR
    ///   is searched for one once, not for every line.
    private static func nextPiece(
        of bytes: UnsafeRawBufferPointer, from offset: Int, _ lineFeed: inout Int?
    ) -> UnsafeRawBufferPointer {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...])
        if lineFeed ?? -1 < offset {
            lineFeed = offset + (position(of: UInt8(CSV_LF), in: rest, rest.count) ?? rest.count)
        }
        var length = min(rest.count, fieldLimit)
        if let lineFeed { length = min(length, lineFeed + 1 - offset) }
        if let end = position(of: UInt8(CSV_CR), in: rest, length) {
            let isPair = end + 1 < rest.count && rest[end + 1] == UInt8(CSV_LF)
            length = isPair ? end + 2 : end + 1
        }
        return UnsafeRawBufferPointer(rebasing: rest[..<length])
    }

    private static func position(of byte: UInt8, in bytes: UnsafeRawBufferPointer, _ limit: Int) -> Int? {
        guard let base = bytes.baseAddress, let found = memchr(base, Int32(byte), limit) else { return nil }
        return UnsafeRawPointer(found) - base
    }

    /// Lines of a file, blank ones included: an upper bound on its rows.
    static func lineCount(_ bytes: UnsafeRawBufferPointer) -> Int {
        var count = 1
        for byte in bytes where byte == UInt8(CSV_LF) || byte == UInt8(CSV_CR) { count += 1 }
        return count
    }
}
