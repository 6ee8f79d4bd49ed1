/// The fields of one column that count as missing: texts as they are, numbers by value.
struct MissingFields {
    private let texts: [[UInt8]]
    /// Whether some missing field begins with the byte, so that nearly all numbers pass with one look.
    private var beginners = SIMD4<UInt64>.zero
    private let empty: Int?
    private let numbers: [(value: Double, token: Int)]
    let hasNumbers: Bool

    /// - Parameter tokens: as a job has them; a number is written plainly or in the file's format.
    init(_ tokens: [String], numbers format: NumberFormat) {
        texts = tokens.map { token in Array(token.utf8).withUnsafeBytes { Array(trimmed($0)) } }
        empty = texts.firstIndex(of: [])
        for case let first? in texts.map(\.first) {
            beginners[Int(first >> 6)] |= 1 << UInt64(first & 63)
        }
        numbers = texts.enumerated().compactMap { index, text in
            text.withUnsafeBytes { bytes in
                NumberFormat.plain.double(bytes) ?? format.double(bytes) ?? format.infinity(bytes)
            }.map { ($0, index) }
        }
        hasNumbers = !numbers.isEmpty
    }

    /// Whether the trimmed field may be one of the texts; false for nearly all numbers.
    @inline(__always)
    func mayHold(_ field: UnsafeRawBufferPointer) -> Bool {
        guard let first = field.first else { return empty != nil }
        return beginners[Int(first >> 6)] >> UInt64(first & 63) & 1 != 0
    }

    /// The number of the token that the trimmed field is, as a text.
    func token(_ field: UnsafeRawBufferPointer) -> Int? {
        field.isEmpty ? empty : texts.firstIndex { $0.elementsEqual(field) }
    }

    /// The number of the token that has the value.
    func token(_ value: Double) -> Int? {
        hasNumbers ? numbers.first { $0.value == value }?.token : nil
    }
}
