import Series
import Tables
import Testing

struct EncodingTests {
    /// Bytes before the values: fixed ones, a stretch, indices, offsets and scales, names.
    private let header = 52 + 24 + 4 * 4 + 16 * 3 + 20
    private let options = WindowOptions(lookback: 3, horizon: 2, missing: .forwardFill)

    private func sample() throws -> ForecastSeries {
        let table = Table(
            columns: ["a", "größe", ""], values: (0..<60).map { Double($0 * $0 % 37) - 7.5 },
            features: [0, 2],
            targets: [1, 0])
        return try ForecastSeries(
            table: table, options: options, split: Split(train: 10, validation: 4, test: 5),
            scaling: .standard, name: "t.csv")
    }

    private func decode(_ bytes: [UInt8]) throws -> ForecastSeries {
        try ForecastSeries.decode(bytes.span, name: "series", options: options)
    }

    @Test func decode_undoesEncode() throws {
        let series = try sample()
        #expect(try decode(series.encode()) == series)
        #expect(try decode(series.encode()).encode() == series.encode())
    }

    @Test(arguments: Scaling.allCases)
    func everyScaling_isKept(scaling: Scaling) throws {
        let series = try ForecastSeries(
            table: countingTable(rows: 9, columns: 1), options: options,
            split: Split(train: 9, validation: 0, test: 0), scaling: scaling, name: "t.csv")
        #expect(try decode(series.encode()) == series)
    }

    @Test func theBytes_beginAsTheFormatSays() throws {
        let bytes = try sample().encode()
        #expect(bytes.prefix(8) == Array("LSSERIES".utf8)[...])
        let head: [UInt32] = [3, 1, 3, 2, 2, 0, 1, 20, 0, 0, 1]
        #expect(Array(bytes[8..<52]) == head.flatMap { [UInt8(truncatingIfNeeded: $0), 0, 0, 0] })
        let parts: [UInt8] = [10, 4, 5]
        #expect(Array(bytes[52..<76]) == parts.flatMap { [$0, 0, 0, 0, 0, 0, 0, 0] })
        #expect(bytes.count == header + 4 * 57 + 8)
    }

    @Test func everyTruncation_isRefused() throws {
        let bytes = try sample().encode()
        for length in bytes.indices {
            #expect(throws: SeriesError(.corrupt, "")) { try decode(Array(bytes[..<length])) }
        }
        #expect(throws: SeriesError(.corrupt, "")) { try decode(bytes + [0]) }
    }

    @Test func everyAlteredByte_isRefused() throws {
        let bytes = try sample().encode()
        for index in bytes.indices {
            for change in [1, 0x80, 0xFF] as [UInt8] {
                var altered = bytes
                altered[index] ^= change
                #expect(throws: SeriesError(.corrupt, "")) { try decode(altered) }
            }
        }
    }

    /// What somebody would write who knows the checksum: sizes and indices out of range must be caught by
    /// themselves.
    @Test func forgedFields_areRefused() throws {
        let bytes = try sample().encode()
        for index in stride(from: 8, to: header, by: 4) {
            for value in [0, 1, 2, 3, 4, 20, 21, 57, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0x7FC0_0000]
                as [UInt32]
            {
                var forged = bytes
                for byte in 0..<4 {
                    forged[index + byte] = UInt8(truncatingIfNeeded: value >> (8 * UInt32(byte)))
                }
                reseal(&forged)
                // Some forgeries are valid series; none may crash or disagree with its own bytes.
                guard let series = try? decode(forged) else { continue }
                #expect(series.encode() == forged)
            }
        }
        #expect(throws: SeriesError(.corrupt, "")) { try decode(forge(bytes, at: 16, 0)) }
        #expect(throws: SeriesError(.corrupt, "")) { try decode(forge(bytes, at: 32, 4000)) }
        #expect(throws: SeriesError(.corrupt, "")) { try decode(forge(bytes, at: 80, 3)) }
        #expect(throws: SeriesError(.corrupt, "")) { try decode(forge(bytes, at: 60, 0xFFFF_FFFF)) }
        // A value may be missing, but in one way alone, and never infinite.
        #expect(try decode(forge(bytes, at: header, 0x7FC0_0000)).values[0].isNaN)
        for bits in [0x7FC0_0001, 0xFFC0_0000, 0x7F80_0000] as [UInt32] {
            #expect(throws: SeriesError(.corrupt, "")) { try decode(forge(bytes, at: header, bits)) }
        }
        // The high half of the last scale.
        #expect(throws: SeriesError(.corrupt, "")) { try decode(forge(bytes, at: 136, 0x7FF0_0000)) }
    }

    private func forge(_ bytes: [UInt8], at index: Int, _ value: UInt32) -> [UInt8] {
        var forged = bytes
        for byte in 0..<4 { forged[index + byte] = UInt8(truncatingIfNeeded: value >> (8 * UInt32(byte))) }
        reseal(&forged)
        return forged
    }

    /// Puts a fresh checksum behind the bytes, as the format defines it.
    private func reseal(_ bytes: inout [UInt8]) {
        let body = bytes.dropLast(8)
        var sum: UInt64 = 0xCBF2_9CE4_8422_2325
        func mix(_ word: UInt64) {
            sum = (sum ^ word) &* 0x0000_0100_0000_01B3
            sum = sum << 29 | sum >> 35
        }
        var words = [UInt64](repeating: 0, count: body.count / 8 + 1)
        for (index, byte) in body.enumerated() { words[index / 8] |= UInt64(byte) << (8 * UInt64(index % 8)) }
        for word in words { mix(word) }
        mix(UInt64(body.count))
        bytes = body + (0..<8).map { UInt8(truncatingIfNeeded: sum >> (8 * UInt64($0))) }
    }
}
