/// The look of a number: which signs stand between its digits, and what they can mean.
enum WrittenNumber: Equatable {
    /// Digits alone.
    case whole
    /// The sign before the fraction, and the one between groups, where each can mean nothing else.
    case certain(decimal: FileFormat.DecimalSign?, thousands: FileFormat.ThousandsSign?)
    /// One sign, a point or a comma, with three digits behind it: a fraction, or a group.
    case either(FileFormat.DecimalSign)
    /// One space with three digits behind it: a group, or two numbers.
    case perhapsSpaced

    /// Nil where the bytes are no number in any format: a date, a version, a text.
    init?(_ bytes: UnsafeRawBufferPointer) {
        var scan = NumberScan(bytes)
        scan.skipSign()
        guard scan.readGroups(), scan.skipExponent(), scan.isAtEnd else { return nil }
        switch scan.signCount {
        case 0: self = .whole
        case 1: self.init(one: scan.signs[0], scan)
        default: self.init(several: scan)
        }
    }

    private init?(one sign: NumberScan.Sign, _ scan: NumberScan) {
        if let decimal = sign.decimal {
            self =
                scan.isGrouped(0) && !scan.hasExponent
                ? .either(decimal) : .certain(decimal: decimal, thousands: nil)
        } else {
            guard scan.isGrouped(0) else { return nil }
            self = sign == .space ? .perhapsSpaced : .certain(decimal: nil, thousands: sign.thousands)
        }
    }

    private init?(several scan: NumberScan) {
        let (first, last) = (scan.signs[0], scan.signs[scan.signCount - 1])
        if last.thousands == first.thousands {
            guard scan.isGrouped(scan.signCount - 1) else { return nil }
            self = .certain(decimal: nil, thousands: first.thousands)
        } else {
            guard let decimal = last.decimal, scan.isGrouped(scan.signCount - 2) else { return nil }
            self = .certain(decimal: decimal, thousands: first.thousands)
        }
    }
}

/// Reads a field as digits with signs between them, from left to right.
struct NumberScan {
    enum Sign: Equatable {
        case point
        case comma
        case apostrophe
        case space
        /// One that keeps the line together: nobody types it between two numbers.
        case fixedSpace

        var decimal: FileFormat.DecimalSign? {
            switch self {
            case .point: .point
            case .comma: .comma
            case .apostrophe, .space, .fixedSpace: nil
            }
        }

        var thousands: FileFormat.ThousandsSign {
            switch self {
            case .point: .point
            case .comma: .comma
            case .apostrophe: .apostrophe
            case .space, .fixedSpace: .space
            }
        }
    }

    private let bytes: UnsafeRawBufferPointer
    private(set) var index = 0
    /// The first `signCount` of these were read; in place, as a file's sample has many numbers.
    private(set) var signs = InlineArray<12, Sign>(repeating: .point)
    private(set) var signCount = 0
    /// Digits before the first sign, and behind each.
    private var digits = InlineArray<13, Int>(repeating: 0)
    private(set) var hasExponent = false
    private var beginsWithZero = false

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var isAtEnd: Bool { index == bytes.count }

    var lastSign: Sign? { signCount > 0 ? signs[signCount - 1] : nil }

    /// Whether the groups up to and with the one behind sign number `last` are thousands: at most three
    /// digits, then three each; and one sign between them.
    func isGrouped(_ last: Int) -> Bool {
        (1...3).contains(digits[0]) && !beginsWithZero
            && (0...last).allSatisfy { digits[$0 + 1] == 3 && signs[$0].thousands == signs[0].thousands }
    }

    mutating func skipSign() {
        if let length = Self.minus(bytes, at: index) {
            index += length
        } else if index < bytes.count, bytes[index] == UInt8(ascii: "+") {
            index += 1
        }
    }

    /// Whether there was a digit, and no more signs than a number of 64 bits has.
    mutating func readGroups() -> Bool {
        beginsWithZero = index < bytes.count && bytes[index] == UInt8(ascii: "0")
        digits[0] = readDigits()
        var hasDigits = digits[0] > 0
        while let (sign, length) = Self.sign(bytes, at: index) {
            let follows = index + length
            let hasDigit = follows < bytes.count && bytes[follows] &- UInt8(ascii: "0") < 10
            // A point may end a number; anything else that no digit follows is no part of it.
            guard hasDigit || (sign.decimal != nil && signCount == 0) else { break }
            guard signCount < signs.count else { return false }
            signs[signCount] = sign
            signCount += 1
            index = follows
            digits[signCount] = readDigits()
            hasDigits = hasDigits || digits[signCount] > 0
        }
        return hasDigits
    }

    /// Whether what follows, where it begins as an exponent, is one.
    mutating func skipExponent() -> Bool {
        guard index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") else { return true }
        var place = index + 1
        if place < bytes.count, bytes[place] == UInt8(ascii: "-") || bytes[place] == UInt8(ascii: "+") {
            place += 1
        }
        guard place < bytes.count, bytes[place] &- UInt8(ascii: "0") < 10 else { return false }
        index = place
        _ = readDigits()
        hasExponent = true
        return true
    }

    /// The length of a minus, as typed or as printed; nil where there is none.
    static func minus(_ bytes: UnsafeRawBufferPointer, at index: Int) -> Int? {
        guard index < bytes.count else { return nil }
        if bytes[index] == UInt8(ascii: "-") { return 1 }
        return isAt(index, bytes, 0xE2, 0x88, 0x92) ? 3 : nil
    }

    /// A sign that can stand between digits, and its length.
    static func sign(_ bytes: UnsafeRawBufferPointer, at index: Int) -> (Sign, Int)? {
        guard index < bytes.count else { return nil }
        switch bytes[index] {
        case UInt8(ascii: "."): return (.point, 1)
        case UInt8(ascii: ","): return (.comma, 1)
        case UInt8(ascii: "'"): return (.apostrophe, 1)
        case UInt8(ascii: " "): return (.space, 1)
        case 0xC2 where index + 1 < bytes.count && bytes[index + 1] == 0xA0: return (.fixedSpace, 2)
        case 0xE2:
            if isAt(index, bytes, 0xE2, 0x80, 0xAF) || isAt(index, bytes, 0xE2, 0x80, 0x89) {
                return (.fixedSpace, 3)
            }
            return isAt(index, bytes, 0xE2, 0x80, 0x99) ? (.apostrophe, 3) : nil
        default: return nil
        }
    }

    private static func isAt(
        _ index: Int, _ bytes: UnsafeRawBufferPointer, _ a: UInt8, _ b: UInt8, _ c: UInt8
    ) -> Bool {
        index + 2 < bytes.count && bytes[index] == a && bytes[index + 1] == b && bytes[index + 2] == c
    }

    private mutating func readDigits() -> Int {
        let start = index
        while index < bytes.count, bytes[index] &- UInt8(ascii: "0") < 10 { index += 1 }
        return index - start
    }
}
