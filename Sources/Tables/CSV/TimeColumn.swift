/// Reads one time column into keys that sort as its times do, and writes a key as text again.
struct TimeColumn {
    /// What the first row holds, and so every other must.
    enum Form: Equatable {
        case number
        /// Nanoseconds since 1970, of the digits of year, month, day, and so on: once all rows are read.
        case digits
        /// Seconds since 1970 times a power of ten below 1, in UTC: `power` makes nanoseconds of them.
        case epoch(power: Int)
        /// Nanoseconds since 1970, of the zone written or of a nameless one.
        case timestamp(hasZone: Bool)
        /// Nanoseconds since 1970; whether day or month stand first, a later row may tell.
        case turned(separator: Unicode.Scalar)
        /// Nanoseconds since midnight.
        case timeOfDay
        /// As the job says.
        case given

        /// Whether the keys are nanoseconds since 1970.
        var isDate: Bool {
            switch self {
            case .epoch, .timestamp, .turned, .digits: true
            case .number, .timeOfDay, .given: false
            }
        }
    }

    /// A field whose day and month can be turned round, and another date comes of it.
    struct Doubtful {
        let field: String
        let line: Int
    }

    static let acceptedForms =
        "2016-07-01, 2016-07-01 13:00[:00[.5]], 2016-07-01T13:00:00Z or +02:00, 31/12/2016 13:00, "
        + "13:00[:00], or a number, of which 1467331200 counts seconds and 1467331200000 milliseconds since "
        + "1970; data.time_format names others"

    let name: String
    private(set) var form: Form?
    /// The first field that leaves open whether the day stands first; nil once that is settled.
    private(set) var doubtful: Doubtful?
    /// Rows from the first on that were read as if the day stood first, though nothing said so.
    private(set) var undecidedRows = 0
    private(set) var dayIsFirst: Bool?
    /// Whether the first field is a number that can be read as a date without signs.
    private(set) var looksCompact = false
    /// The digits of each field, while all are such dates of one length.
    private var compactDigits: Int?
    /// Nanoseconds that the written zones are ahead of UTC, from the least to the most; nil where no field
    /// names one.
    private(set) var offsets: ClosedRange<Int64>?
    private let pattern: TimeFormat?

    init(name: String, pattern: TimeFormat? = nil) {
        self.name = name
        self.pattern = pattern
        if pattern != nil { form = .given }
    }

    /// The field's key; nil where it is no time, or of another form than the first row's.
    mutating func key(_ field: UnsafeRawBufferPointer, line: Int) -> Int64? {
        switch form {
        case nil:
            return firstKey(field, line)
        case .timestamp(let hasZone):
            guard let stamp = Timestamp(field), stamp.hasZone == hasZone else { return nil }
            note(offset: stamp.offset)
            return stamp.nanoseconds
        case .number:
            if let compactDigits, field.count != compactDigits || !DigitDate.reads(field) {
                self.compactDigits = nil
            }
            return DecimalNumber.double(field).map(Self.orderedBits)
        // Only once all rows are read.
        case .digits: return nil
        case .epoch(let power):
            return DecimalNumber(field)?.whole(timesTenTo: power)
        case .turned(let separator):
            return turnedKey(field, separator, line)
        case .timeOfDay:
            return Timestamp.timeOfDay(field)
        case .given:
            guard let time = pattern?.time(field) else { return nil }
            note(offset: time.offset)
            return time.nanoseconds
        }
    }

    /// What is wrong with a field that has no key, and what would be right.
    func complaint(about bytes: UnsafeRawBufferPointer) -> String {
        let field = quoted(bytes)
        if Timestamp.isBeyond(bytes) {
            return
                "\(field) lies outside the years 1678 to 2261, which 64 bits of nanoseconds reach; leave "
                + "the row out"
        }
        let asBefore = "as the rows before hold; all rows need the same form"
        switch form {
        case nil: return "\(field) is not a time; accepted are \(Self.acceptedForms)"
        case .number, .digits: return "\(field) is not a number, \(asBefore)"
        case .epoch(let power):
            let unit = ["nanoseconds", "microseconds", "milliseconds", "seconds"][min(3, max(0, power / 3))]
            return "\(field) is not a number of \(unit) since 1970, \(asBefore)"
        case .timestamp(true):
            return "\(field) is not a date and time with a zone (Z or +02:00), \(asBefore)"
        case .timestamp(false):
            return "\(field) is not a date or a date and time without a zone, \(asBefore)"
        case .turned:
            let order =
                dayIsFirst.map { $0 ? "with the day first" : "with the month first" }
                ?? "such as 31/12/2016 13:00"
            return "\(field) is not a date or a date and time \(order), \(asBefore)"
        case .timeOfDay: return "\(field) is not a time of day (13:00 or 13:00:00), \(asBefore)"
        case .given: return "\(field) does not fit time_format \(quoted(pattern?.pattern ?? ""))"
        }
    }

    /// The time that a key stands for.
    func text(_ key: Int64) -> String {
        switch form {
        case nil: ""
        case .number: Self.numberText(Self.number(key))
        case .epoch: CivilDate.text(nanoseconds: key, isUTC: true)
        case .timestamp(let hasZone): CivilDate.text(nanoseconds: key, isUTC: hasZone)
        case .turned, .digits: CivilDate.text(nanoseconds: key, isUTC: false)
        case .timeOfDay: CivilDate.clockText(key)
        case .given:
            pattern?.hasDate ?? true
                ? CivilDate.text(nanoseconds: key, isUTC: pattern?.hasZone ?? false)
                : CivilDate.clockText(key)
        }
    }

    /// Whether the keys are nanoseconds since 1970.
    var isDate: Bool { form == .given ? pattern?.hasDate ?? false : form?.isDate ?? false }

    /// Whether the keys are in UTC, as the fields name a zone or count from 1970.
    var isUTC: Bool {
        switch form {
        case .epoch, .timestamp(hasZone: true): true
        case .given: pattern?.hasZone ?? false
        case nil, .number, .digits, .timestamp(hasZone: false), .turned, .timeOfDay: false
        }
    }

    private mutating func note(offset: Int64?) {
        guard let offset, offsets?.contains(offset) != true else { return }
        offsets = min(offset, offsets?.lowerBound ?? offset)...max(offset, offsets?.upperBound ?? offset)
    }

    // MARK: The first row

    private mutating func firstKey(_ field: UnsafeRawBufferPointer, _ line: Int) -> Int64? {
        if let number = DecimalNumber.double(field) {
            looksCompact = DigitDate.reads(field)
            if looksCompact { compactDigits = field.count }
            if let power = looksCompact ? nil : Self.epochPower(number) {
                form = .epoch(power: power)
                return DecimalNumber(field)?.whole(timesTenTo: power)
            }
            form = .number
            return Self.orderedBits(number)
        }
        if let stamp = Timestamp(field) {
            form = .timestamp(hasZone: stamp.hasZone)
            note(offset: stamp.offset)
            return stamp.nanoseconds
        }
        if let time = Timestamp.timeOfDay(field) {
            form = .timeOfDay
            return time
        }
        var scanner = TimeScanner(field)
        guard let date = scanner.turnedDate() else { return nil }
        // With points, the day comes first wherever dates are written so.
        if date.separator == "." { dayIsFirst = true }
        guard let key = turnedKey(field, date.separator, line) else { return nil }
        form = .turned(separator: date.separator)
        return key
    }

    /// The power of ten that makes nanoseconds of a number that counts from 1970 to a time after 1973; nil
    /// where it is too small, or no unit fits it.
    private static func epochPower(_ number: Double) -> Int? {
        switch number {
        case 1e8..<9.2e9: 9
        case 1e11..<9.2e12 where number.rounded() == number: 6
        case 1e14..<9.2e15 where number.rounded() == number: 3
        case 1e17..<9.2e18 where number.rounded() == number: 0
        default: nil
        }
    }

    /// Takes numbers for dates where each of them is one, of the same length. Counters soon come to a number
    /// that is no date.
    ///
    /// - Returns: what makes a date of a key; nil where numbers are numbers.
    mutating func settleDigits() -> ((_ key: Int64) -> Int64)? {
        guard form == .number, let compactDigits else { return nil }
        form = .digits
        return { DigitDate.nanoseconds(Int64(Self.number($0)), digits: compactDigits) }
    }

    // MARK: Day and month

    private mutating func turnedKey(
        _ field: UnsafeRawBufferPointer, _ separator: Unicode.Scalar, _ line: Int
    ) -> Int64? {
        var scanner = TimeScanner(field)
        guard let date = scanner.turnedDate(), date.separator == separator else { return nil }
        var clock: Int64 = 0
        if !scanner.isAtEnd {
            guard scanner.take("T") || scanner.skipSpaces(), let time = scanner.halfDayClock(),
                scanner.isAtEnd
            else {
                return nil
            }
            clock = time
        }
        if let dayIsFirst { return date.midnight(dayFirst: dayIsFirst).map { $0 + clock } }
        let (day, month) = (date.midnight(dayFirst: true), date.midnight(dayFirst: false))
        switch (day, month) {
        case (let day?, _?):
            undecidedRows += 1
            if doubtful == nil, date.first != date.second {
                doubtful = Doubtful(field: quoted(field), line: line)
            }
            return day + clock
        case (let day?, nil):
            settle(dayIsFirst: true)
            return day + clock
        case (nil, let month?):
            settle(dayIsFirst: false)
            return month + clock
        case (nil, nil): return nil
        }
    }

    private mutating func settle(dayIsFirst: Bool) {
        self.dayIsFirst = dayIsFirst
        doubtful = nil
    }

    // MARK: Numbers

    /// The number's bits, turned so that they compare as the numbers do.
    private static func orderedBits(_ number: Double) -> Int64 {
        // -0 + 0 is +0, so that both zeros are one time.
        let bits = Int64(bitPattern: (number + 0).bitPattern)
        return bits < 0 ? bits ^ Int64.max : bits
    }

    /// What `orderedBits` was made of.
    private static func number(_ key: Int64) -> Double {
        Double(bitPattern: UInt64(bitPattern: key < 0 ? key ^ Int64.max : key))
    }

    private static func numberText(_ number: Double) -> String {
        Int64(exactly: number).map(String.init) ?? String(number)
    }
}
