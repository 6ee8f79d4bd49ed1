/// What a field is that is no number of the file's format and does not count as missing.
enum OddField {
    /// A number in another format, or with a unit behind it.
    case number
    /// `inf`, `∞`, or more than Float64 holds.
    case infinite
    /// A word for a value that is not there.
    case placeholder
    case text

    init(_ field: UnsafeRawBufferPointer, numbers: NumberFormat) {
        if Self.isPlaceholder(field) {
            self = .placeholder
        } else if numbers.infinity(field) != nil {
            self = .infinite
        } else {
            self = NumberWithUnit(field) == nil ? .text : .number
        }
    }

    private static let placeholders: [[UInt8]] = [
        "", "-", "--", "---", "?", ".", "..", "...", "*", "na", "n/a", "#na", "#n/a", "n.a.", "n.a", "<na>",
        "nan", "-nan", "nil", "null", "none", "\\n", "missing", "no data", "nodata", "bad", "invalid",
        "unknown",
        "error", "#div/0!", "#value!", "#ref!", "#num!", "#null!", "\u{2013}", "\u{2014}",
    ].map { Array($0.utf8) }

    private static func isPlaceholder(_ field: UnsafeRawBufferPointer) -> Bool {
        guard field.count <= 8 else { return false }
        return placeholders.contains { word in
            word.count == field.count && zip(word, field).allSatisfy { $0 == lowercased($1) }
        }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}

/// A number with what may stand around it: a currency before, a unit behind, brackets for a minus.
struct NumberWithUnit {
    let number: WrittenNumber
    /// Empty where there is none.
    let unit: String

    private static let unitBytes = 12
    private static let currencies: [[UInt8]] = ["$", "\u{20AC}", "\u{A3}", "\u{A5}"].map { Array($0.utf8) }
    /// Behind a number these make a time, a date or a rank of it.
    private static let otherWords: Set<String> = [
        "am", "pm", "a.m.", "p.m.", "st", "nd", "rd", "th", "jan", "feb", "mar", "apr", "may", "jun", "jul",
        "aug", "sep", "oct", "nov", "dec",
    ]

    /// Nil where the bytes are something else.
    init?(_ bytes: UnsafeRawBufferPointer) {
        var field = bytes
        var isMarked = false
        if field.count > 2, field[0] == UInt8(ascii: "("), field[field.count - 1] == UInt8(ascii: ")") {
            field = UnsafeRawBufferPointer(rebasing: field[1..<field.count - 1])
            isMarked = true
        }
        if let sign = Self.currencies.first(where: { field.starts(with: $0) }) {
            field = trimmed(UnsafeRawBufferPointer(rebasing: field[sign.count...]))
            isMarked = true
        }
        var scan = NumberScan(field)
        scan.skipSign()
        guard scan.readGroups() else { return nil }
        _ = scan.skipExponent()
        guard let number = WrittenNumber(UnsafeRawBufferPointer(rebasing: field[..<scan.index])),
            let unit = Self.unit(UnsafeRawBufferPointer(rebasing: field[scan.index...]))
        else { return nil }
        self.number = number
        self.unit = unit.isEmpty && isMarked ? String(decoding: bytes, as: UTF8.self) : unit
    }

    /// What stands behind a number; nil where that is no unit.
    private static func unit(_ rest: UnsafeRawBufferPointer) -> String? {
        guard !rest.isEmpty else { return "" }
        guard rest.count <= unitBytes + 3 else { return nil }
        var start = 0
        while let (sign, length) = NumberScan.sign(rest, at: start), sign == .space || sign == .fixedSpace {
            start += length
        }
        let word = rest[start...]
        if word.isEmpty { return "" }
        let isUnit = word.allSatisfy { byte in
            byte >= 0x80 || isLetter(byte) || "%/^*.$'\"".utf8.contains(byte)
        }
        // 3a and 1B are names more often than amounts.
        guard isUnit, start > 0 || word.count > 1 || !isLetter(word[start]) else { return nil }
        let unit = String(decoding: word, as: UTF8.self)
        return otherWords.contains(unit.lowercased()) ? nil : unit
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
