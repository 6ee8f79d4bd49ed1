/// The text of a file in UTF-8, whatever it is written in.
struct FileText {
    let encoding: FileFormat.Encoding
    /// The text, where it had to be written anew.
    private let converted: [UInt8]?
    /// Bytes of the file before its text, where it is UTF-8 already.
    private let start: Int

    /// - Parameter given: nil: a byte-order mark decides, then zeros in every second byte (UTF-16), then
    ///   whether all bytes are UTF-8; what is nothing of these is taken for Latin-1.
    /// - Throws: `malformed` where the bytes are no text of the encoding.
    init(
        _ bytes: UnsafeRawBufferPointer, given: FileFormat.Encoding?, name: String
    ) throws(TableError) {
        let mark = Self.utf8Mark(bytes)
        let order = Self.utf16Order(bytes)
        if given == .utf16 || (given == nil && order != nil) {
            encoding = .utf16
            start = 0
            converted = try Self.fromUTF16(bytes, isLittleEndian: order ?? true, name: name)
            return
        }
        let fault = given == .latin1 ? nil : Self.firstFault(bytes)
        if given == .latin1 || (fault != nil && given == nil && mark == 0) {
            encoding = .latin1
            start = 0
            converted = Self.fromLatin1(bytes)
            return
        }
        if let fault { throw Self.noUTF8(bytes, at: fault, name: name) }
        encoding = .utf8
        start = mark
        converted = nil
    }

    /// Hands out the text; `original` are the bytes that the value was made of.
    func withBytes<Result>(
        of original: UnsafeRawBufferPointer,
        _ body: (UnsafeRawBufferPointer) throws(TableError) -> Result
    ) throws(TableError) -> Result {
        guard let converted else { return try body(UnsafeRawBufferPointer(rebasing: original[start...])) }
        return try converted.span.withUnsafeBufferPointer { (buffer) throws(TableError) in
            try body(UnsafeRawBufferPointer(buffer))
        }
    }

    private static func utf8Mark(_ bytes: UnsafeRawBufferPointer) -> Int {
        bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    // MARK: UTF-16

    /// True for little-endian; nil where the bytes do not look like UTF-16.
    private static func utf16Order(_ bytes: UnsafeRawBufferPointer) -> Bool? {
        if bytes.starts(with: [0xFF, 0xFE]) { return true }
        if bytes.starts(with: [0xFE, 0xFF]) { return false }
        let sample = bytes.prefix(FormatFinder.sampleBytes)
        var zeros = (even: 0, odd: 0)
        for index in sample.indices where sample[index] == 0 {
            if index.isMultiple(of: 2) { zeros.even += 1 } else { zeros.odd += 1 }
        }
        // Digits, signs and Latin letters have a zero beside each of them.
        let many = sample.count / 4
        if zeros.odd > many && 8 * zeros.even <= zeros.odd { return true }
        if zeros.even > many && 8 * zeros.odd <= zeros.even { return false }
        return nil
    }

    private static func fromUTF16(
        _ bytes: UnsafeRawBufferPointer, isLittleEndian: Bool, name: String
    ) throws(TableError) -> [UInt8] {
        let count = bytes.count / 2
        let (low, high) = isLittleEndian ? (0, 1) : (1, 0)
        func unit(_ index: Int) -> UInt16 {
            UInt16(bytes[2 * index + low]) | UInt16(bytes[2 * index + high]) << 8
        }
        var text: [UInt8] = []
        text.reserveCapacity(count + 16)
        var line = 1
        var index = count > 0 && unit(0) == 0xFEFF ? 1 : 0
        while index < count {
            let first = unit(index)
            index += 1
            if first < 0x80 {
                text.append(UInt8(first))
                if first == 10 { line += 1 }
            } else if let scalar = Unicode.Scalar(UInt32(first)) {
                append(scalar, to: &text)
            } else {
                let second = index < count ? unit(index) : 0
                let value = 0x10000 + (UInt32(first & 0x3FF) << 10 | UInt32(second & 0x3FF))
                guard first < 0xDC00, second & 0xFC00 == 0xDC00, let scalar = Unicode.Scalar(value) else {
                    throw noUTF16("byte \(2 * index - 1) begins no character", line, name)
                }
                index += 1
                append(scalar, to: &text)
            }
        }
        if bytes.count % 2 == 1 { throw noUTF16("its last character is cut in half", line, name) }
        return text
    }

    private static func noUTF16(_ what: String, _ line: Int, _ name: String) -> TableError {
        TableError(
            .malformed,
            "the text is UTF-16 and \(what); is the file whole? Another encoding is named by data.format: "
                + "{encoding: utf-8}",
            file: name, line: line)
    }

    // MARK: UTF-8 and Latin-1

    /// The place of the first byte that is no UTF-8.
    private static func firstFault(_ bytes: UnsafeRawBufferPointer) -> Int? {
        bytes.withMemoryRebound(to: UInt8.self) { bytes in
            do throws(UTF8.ValidationError) {
                _ = try UTF8Span(validating: bytes.span)
                return nil
            } catch {
                return error.byteOffsets.lowerBound
            }
        }
    }

    private static func noUTF8(_ bytes: UnsafeRawBufferPointer, at fault: Int, name: String) -> TableError {
        let before = UnsafeRawBufferPointer(rebasing: bytes[..<fault])
        let value = String(bytes[fault], radix: 16, uppercase: true)
        return TableError(
            .malformed,
            "byte \(fault + 1) of the file (hexadecimal \(value)) is no UTF-8; export the file as UTF-8, or "
                + "name what it is: data.format: {encoding: latin-1}",
            file: name, line: CSVParser.lineCount(before))
    }

    /// Bytes 0x80 to 0x9F as Windows-1252 has them; 0 where that has nothing either.
    private static let windowsSigns: [UInt32] = [
        0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,
        0x017D, 0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
        0x0153, 0, 0x017E, 0x0178,
    ]

    private static func fromLatin1(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count + bytes.count / 16)
        for byte in bytes {
            if byte < 0x80 {
                text.append(byte)
            } else {
                let sign = byte < 0xA0 ? windowsSigns[Int(byte) - 0x80] : 0
                append(Unicode.Scalar(sign == 0 ? UInt32(byte) : sign) ?? "?", to: &text)
            }
        }
        return text
    }

    private static func append(_ scalar: Unicode.Scalar, to text: inout [UInt8]) {
        text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
}
