/// A decimal number as written: ±digits x 10^exponent.
struct DecimalNumber {
    /// The first 19 significant digits: all that surely fit in 64 bits.
    var digits: UInt64 = 0
    var exponent = 0
    var isNegative = false
    /// Whether a digit that is not zero was left out.
    private var isCut = false

    /// Powers of ten that a Double holds exactly.
    private static let exactPowers: [Double] = (0...22).map { power in
        (0..<power).reduce(1.0) { product, _ in product * 10 }
    }
    /// Powers of ten that 64 bits hold.
    private static let wholePowers: [UInt64] = (0...19).map { power in
        (0..<power).reduce(1) { product, _ in product * 10 }
    }
    private static let significantDigits = 19

    /// Reads `[+-] digits [. digits] [e [+-] digits]`; nil if that is not exactly what the bytes hold.
    ///
    /// - Parameter point: what stands before the fraction.
    init?(_ bytes: UnsafeRawBufferPointer, point: UInt8 = UInt8(ascii: ".")) {
        var index = 0
        if let sign = bytes.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            isNegative = sign == UInt8(ascii: "-")
            index = 1
        }
        var kept = 0
        let whole = readDigits(bytes, &index, &kept, shift: 0)
        var fraction = 0
        if index < bytes.count, bytes[index] == point {
            index += 1
            fraction = readDigits(bytes, &index, &kept, shift: -1)
        }
        guard whole + fraction > 0 else { return nil }
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            guard let written = Self.readExponent(bytes, &index) else { return nil }
            exponent += written
        }
        guard index == bytes.count else { return nil }
    }

    /// The nearest Float64; nil if the bytes are no decimal number or it is not finite.
    static func double(
        _ bytes: UnsafeRawBufferPointer, point: UInt8 = UInt8(ascii: ".")
    ) -> Double? {
        guard let number = DecimalNumber(bytes, point: point) else { return nil }
        if let near = number.nearDouble, near.isExact { return near.value }
        if let value = number.roundedOnce { return value }
        let text = String(decoding: bytes.map { $0 == point ? UInt8(ascii: ".") : $0 }, as: UTF8.self)
        guard let value = Double(text), value.isFinite else { return nil }
        return value
    }

    /// The number times a power of ten, without what is below 1; nil where 64 bits do not hold it.
    func whole(timesTenTo power: Int) -> Int64? {
        let shift = exponent + power
        guard !isCut, digits != 0, shift.magnitude < Self.wholePowers.count else {
            return digits == 0 ? 0 : nil
        }
        let factor = Self.wholePowers[Int(shift.magnitude)]
        let (magnitude, isTooLarge) =
            shift < 0 ? (digits / factor, false) : digits.multipliedReportingOverflow(by: factor)
        guard !isTooLarge, let value = Int64(exactly: magnitude) else { return nil }
        return isNegative ? -value : value
    }

    /// The nearest Float64 by whole numbers of 128 bits; nil where digits were left out, or the power of ten
    /// takes more than 64 bits.
    private var roundedOnce: Double? {
        guard !isCut, digits != 0, exponent.magnitude < Self.wholePowers.count else { return nil }
        let power = Self.wholePowers[Int(exponent.magnitude)]
        let magnitude: Double
        if exponent < 0 {
            // 2^63 <= dividend, divisor < 2^64, so the quotient has 63 or 64 bits; what is left over makes
            // the last of them odd, far behind the bit that rounding looks at.
            let dividend = digits << UInt64(digits.leadingZeroBitCount)
            let divisor = power << UInt64(power.leadingZeroBitCount)
            let (quotient, rest) = divisor.dividingFullWidth((dividend >> 1, dividend << 63))
            let scale = power.leadingZeroBitCount - digits.leadingZeroBitCount - 63
            magnitude = Double(
                sign: .plus, exponent: scale, significand: Double(quotient | (rest == 0 ? 0 : 1)))
        } else {
            let (high, low) = digits.multipliedFullWidth(by: power)
            if high == 0 {
                magnitude = Double(low)
            } else {
                let shift = UInt64(high.leadingZeroBitCount)
                let upper = high << shift | (shift == 0 ? 0 : low >> (64 - shift))
                let sticky: UInt64 = low << shift == 0 ? 0 : 1
                magnitude = Double(
                    sign: .plus, exponent: 64 - Int(shift), significand: Double(upper | sticky))
            }
        }
        return isNegative ? -magnitude : magnitude
    }

    /// A Double within 2^-51 of the number, relatively, and whether it is the nearest one (Clinger's fast
    /// path: both operands exact, one rounding); nil outside the range of exact powers of ten.
    private var nearDouble: (value: Double, isExact: Bool)? {
        guard exponent.magnitude < Self.exactPowers.count else {
            return digits == 0 ? (isNegative ? -0.0 : 0.0, true) : nil
        }
        let power = Self.exactPowers[Int(exponent.magnitude)]
        let magnitude = exponent < 0 ? Double(digits) / power : Double(digits) * power
        return (isNegative ? -magnitude : magnitude, digits <= 1 << 53)
    }

    /// Reads digits and returns how many. A digit moves the exponent by `shift` (0 before the point, -1
    /// behind it), and by one more where there is no room to keep it.
    private mutating func readDigits(
        _ bytes: UnsafeRawBufferPointer, _ index: inout Int, _ kept: inout Int, shift: Int
    ) -> Int {
        let start = index
        while index < bytes.count {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            if kept < Self.significantDigits {
                digits = digits &* 10 &+ UInt64(digit)
                if digits != 0 { kept += 1 }
                exponent += shift
            } else {
                exponent += shift + 1
                if digit != 0 { isCut = true }
            }
            index += 1
        }
        return index - start
    }

    private static func readExponent(_ bytes: UnsafeRawBufferPointer, _ index: inout Int) -> Int? {
        var isNegative = false
        if index < bytes.count, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
            isNegative = bytes[index] == UInt8(ascii: "-")
            index += 1
        }
        let start = index
        var value = 0
        while index < bytes.count {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            // Beyond this every number is 0 or infinite.
            value = min(value * 10 + Int(digit), 1_000_000)
            index += 1
        }
        return index > start ? (isNegative ? -value : value) : nil
    }
}
