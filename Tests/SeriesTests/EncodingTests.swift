import Series
import Testing

struct EncodingTests {
    private func sample() throws -> ForecastSeries {
        let table = Table(
            columns: ["a", "größe", ""], values: (0..<60).map { Double($0 * $0 % 37) - 7.5 },
            features: [0, 2],
            targets: [1, 0])
        return try ForecastSeries(
            table: table, lookback: 3, horizon: 2, split: Split(train: 10, validation: 4, test: 5),
            scaling: .standard, name: "t.csv")
    }

    private func decode(_ bytes: [UInt8]) throws -> ForecastSeries {
        try ForecastSeries.decode(bytes.span, name: "series")
    }

    @Test func decode_undoesEncode() throws {
        let series = try sample()
        #expect(try decode(series.encode()) == series)
        #expect(try decode(series.encode()).encode() == series.encode())
    }

    @Test(arguments: Scaling.allCases)
    func everyScaling_isKept(scaling: Scaling) throws {
        let series = try ForecastSeries(
            table: countingTable(rows: 9, columns: 1), lookback: 1, horizon: 1,
            split: Split(train: 9, validation: 0, test: 0), scaling: scaling, name: "t.csv")
        #expect(try decode(series.encode()) == series)
    }

    @Test func theBytes_beginAsTheFormatSays() throws {
        let bytes = try sample().encode()
        #expect(bytes.prefix(8) == Array("LSSERIES".utf8)[...])
        #expect(
            bytes[8..<44] == [
                2, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 20, 0, 0,
                0, 10, 0, 0, 0,
            ])
        #expect(bytes.count == 64 + 4 * 4 + 16 * 3 + 20 + 4 * 57 + 8)
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
        let header = 64 + 4 * 4 + 16 * 3 + 20
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
        #expect(throws: SeriesError(.corrupt, "")) { try decode(forge(bytes, at: 28, 4000)) }
        #expect(throws: SeriesError(.corrupt, "")) { try decode(forge(bytes, at: 64, 3)) }
        #expect(throws: SeriesError(.corrupt, "")) { try decode(forge(bytes, at: 44, 0xFFFF_FFFF)) }
        #expect(throws: SeriesError(.corrupt, "")) { try decode(forge(bytes, at: header, 0x7FC0_0000)) }
        // The high half of the last scale.
        #expect(throws: SeriesError(.corrupt, "")) { try decode(forge(bytes, at: 124, 0x7FF0_0000)) }
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
