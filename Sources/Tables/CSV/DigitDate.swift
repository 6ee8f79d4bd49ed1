/// A date without signs: the digits of year, month and day, and of hour, minute and second behind them.
enum DigitDate {
    /// Whether the field is one, of the years 1900 to 2099.
    static func reads(_ field: UnsafeRawBufferPointer) -> Bool {
        guard [8, 10, 12, 14].contains(field.count) else { return false }
        var scanner = TimeScanner(field)
        guard let year = scanner.number(digits: 4...4, in: 1900...2099),
            let month = scanner.number(digits: 2...2, in: 1...12),
            scanner.number(digits: 2...2, in: 1...Timestamp.length(year, month)) != nil
        else { return false }
        for range: ClosedRange<Int64> in [0...23, 0...59, 0...59] where !scanner.isAtEnd {
            guard scanner.number(digits: 2...2, in: range) != nil else { return false }
        }
        return scanner.isAtEnd
    }

    /// Nanoseconds since 1970.
    ///
    /// - Parameters:
    ///   - number: what the digits are, of a field that was read.
    ///   - digits: how many, 8 to 14.
    static func nanoseconds(_ number: Int64, digits: Int) -> Int64 {
        var rest = number
        func take() -> Int64 {
            defer { rest /= 100 }
            return rest % 100
        }
        let second = digits >= 14 ? take() : 0
        let minute = digits >= 12 ? take() : 0
        let hour = digits >= 10 ? take() : 0
        let (day, month) = (take(), take())
        let seconds = (hour * 60 + minute) * 60 + second
        return (Timestamp.midnight(rest, month, day) ?? 0) + seconds * 1_000_000_000
    }
}
