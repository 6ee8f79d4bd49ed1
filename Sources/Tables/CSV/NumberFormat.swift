/// Reads the numbers of a file as its format has them.
struct NumberFormat {
    private let point: UInt8
    private let thousands: FileFormat.ThousandsSign?
    /// The sign between thousands where it is one byte, as it is mostly.
    private let separator: UInt8?

    init(_ format: FileFormat) {
        point = format.decimal.byte
        thousands = format.thousands
        separator = format.thousands?.rawValue.utf8.first
    }

    /// Bytes of a number, at most, where it is no plain one.
    private static let numberBytes = 64

    /// Digits with a point, without groups: how programs write.
    static let plain = NumberFormat(FileFormat())

    /// The nearest Float64; nil where the bytes are no number of this format, or none that is finite.
    func double(_ field: UnsafeRawBufferPointer) -> Double? {
        if let number = DecimalNumber.double(field, point: point) { return number }
        if let separator, let number = joined(field, separator) { return number }
        // What is left are texts, and numbers with groups, a printed minus, or spaces that no program strips.
        guard let first = field.first, first >= 0x80 || thousands != nil || field[field.count - 1] >= 0x80
        else { return nil }
        return rewritten(field)
    }

    /// 1 for `true`, 0 for `false`, in small letters or large; nil for all else.
    static func truth(_ field: UnsafeRawBufferPointer) -> Double? {
        switch field.count {
        case 4: spells(field, "true") ? 1 : nil
        case 5: spells(field, "false") ? 0 : nil
        default: nil
        }
    }

    private static func spells(_ field: UnsafeRawBufferPointer, _ word: StaticString) -> Bool {
        let letters = UnsafeRawBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        return zip(field, letters).allSatisfy { $0 | 0x20 == $1 }
    }

    /// An infinite number, such as `inf`, `-Infinity`, `∞`, or digits beyond Float64; nil for all else.
    func infinity(_ field: UnsafeRawBufferPointer) -> Double? {
        guard field.count <= 400, !field.isEmpty else { return nil }
        var scan = NumberScan(field)
        let isNegative = NumberScan.minus(field, at: 0) != nil
        scan.skipSign()
        let rest = String(decoding: field[scan.index...], as: UTF8.self).lowercased()
        let isNamed = ["inf", "infinity", ".inf", "\u{221E}"].contains(rest)
        guard isNamed || DecimalNumber(field, point: point) != nil else { return nil }
        return isNegative ? -Double.infinity : .infinity
    }

    /// The number without the bytes between its groups; nil where one has other than three digits.
    private func joined(_ field: UnsafeRawBufferPointer, _ separator: UInt8) -> Double? {
        guard field.count <= Self.numberBytes, field.contains(separator) else { return nil }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.numberBytes) { buffer in
            var (count, digits, groups) = (0, 0, 0)
            var isWhole = true
            for byte in field {
                if byte == separator, isWhole {
                    let isGroup =
                        groups == 0 ? (1...3).contains(digits) && buffer[count - digits] != zero : digits == 3
                    guard isGroup else { return nil }
                    groups += 1
                    digits = 0
                    continue
                }
                buffer[count] = byte
                count += 1
                if isWhole, byte &- zero < 10 {
                    digits += 1
                } else if isWhole, count > 1 || (byte != UInt8(ascii: "-") && byte != UInt8(ascii: "+")) {
                    guard groups > 0, digits == 3 else { return nil }
                    isWhole = false
                }
            }
            guard groups > 0, !isWhole || digits == 3 else { return nil }
            let bytes = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<count])
            return DecimalNumber.double(bytes, point: point)
        }
    }

    /// The number once the groups are joined, the minus is a hyphen and no space is around it.
    private func rewritten(_ field: UnsafeRawBufferPointer) -> Double? {
        let field = withoutFixedSpaces(field)
        guard field.count <= Self.numberBytes, !field.isEmpty else { return nil }
        var scan = NumberScan(field)
        scan.skipSign()
        let signEnd = scan.index
        guard scan.readGroups() else { return nil }
        let decimals = (0..<scan.signCount).count { scan.signs[$0].decimal?.byte == point }
        guard decimals <= 1, decimals == 0 || scan.lastSign?.decimal?.byte == point else { return nil }
        let groups = scan.signCount - decimals
        if groups > 0 {
            guard scan.signs[0].thousands == thousands, scan.isGrouped(groups - 1) else { return nil }
        }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.numberBytes) { buffer in
            var count = 0
            if NumberScan.minus(field, at: 0) != nil {
                buffer[0] = UInt8(ascii: "-")
                count = 1
            }
            var index = signEnd
            while index < field.count {
                if index < scan.index, let (sign, length) = NumberScan.sign(field, at: index),
                    sign.decimal?.byte != point
                {
                    index += length
                } else {
                    buffer[count] = field[index]
                    count += 1
                    index += 1
                }
            }
            return DecimalNumber.double(
                UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<count]), point: point)
        }
    }

    private func withoutFixedSpaces(_ field: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var (start, end) = (0, field.count)
        while let (sign, length) = NumberScan.sign(field, at: start), sign == .fixedSpace { start += length }
        for length in [2, 3, 2, 3] where end - length >= start {
            if let (sign, found) = NumberScan.sign(field, at: end - length), sign == .fixedSpace,
                found == length
            {
                end -= length
            }
        }
        return UnsafeRawBufferPointer(rebasing: field[start..<max(start, end)])
    }
}

private let zero = UInt8(ascii: "0")
