/// Reads one time column into keys that sort as its times do, and writes a key as text again.
struct TimeColumn {
    /// What the first row holds, and so every other must.
    enum Form {
        case number
        /// Nanoseconds since 1970, of the zone written or of a nameless one.
        case timestamp(hasZone: Bool)
        /// Nanoseconds since midnight.
        case timeOfDay
    }

    static let acceptedForms =
        "2016-07-01, 2016-07-01 13:00[:00[.5]], 2016-07-01T13:00:00Z or +02:00, 13:00[:00], or a number"

    let name: String
    private(set) var form: Form?

    init(name: String) { self.name = name }

    /// The field's key; nil where it is no time, or of another form than the first row's.
    mutating func key(_ field: UnsafeRawBufferPointer) -> Int64? {
        switch form {
        case nil:
            return firstKey(field)
        case .number:
            return DecimalNumber.double(field).map(Self.orderedBits)
        case .timestamp(let hasZone):
            guard let stamp = Timestamp(field), stamp.hasZone == hasZone else { return nil }
            return stamp.nanoseconds
        case .timeOfDay:
            return Timestamp.timeOfDay(field)
        }
    }

    /// What is wrong with a field that has no key, and what would be right.
    func complaint(about field: String) -> String {
        switch form {
        case nil: "\(field) is not a time; accepted are \(Self.acceptedForms)"
        case .number: "\(field) is not a number, as the rows before hold; all rows need the same form"
        case .timestamp(true):
            "\(field) is not a date and time with a zone (Z or +02:00), as the rows before hold; "
                + "all rows need the same form"
        case .timestamp(false):
            "\(field) is not a date or a date and time without a zone, as the rows before hold; "
                + "all rows need the same form"
        case .timeOfDay: "\(field) is not a time of day (13:00 or 13:00:00), as the rows before hold"
        }
    }

    /// The time that a key stands for.
    func text(_ key: Int64) -> String {
        switch form {
        case nil: ""
        case .number:
            Self.numberText(Double(bitPattern: UInt64(bitPattern: key < 0 ? key ^ Int64.max : key)))
        case .timestamp(let hasZone): Timestamp.text(key, hasZone: hasZone)
        case .timeOfDay: Timestamp.clockText(key)
        }
    }

    private mutating func firstKey(_ field: UnsafeRawBufferPointer) -> Int64? {
        if let number = DecimalNumber.double(field) {
            form = .number
            return Self.orderedBits(number)
        }
        if let stamp = Timestamp(field) {
            form = .timestamp(hasZone: stamp.hasZone)
            return stamp.nanoseconds
        }
        if let time = Timestamp.timeOfDay(field) {
            form = .timeOfDay
            return time
        }
        return nil
    }

    /// The number's bits, turned so that they compare as the numbers do.
    private static func orderedBits(_ number: Double) -> Int64 {
        // -0 + 0 is +0, so that both zeros are one time.
        let bits = Int64(bitPattern: (number + 0).bitPattern)
        return bits < 0 ? bits ^ Int64.max : bits
    }

    private static func numberText(_ number: Double) -> String {
        Int64(exactly: number).map(String.init) ?? String(number)
    }
}
