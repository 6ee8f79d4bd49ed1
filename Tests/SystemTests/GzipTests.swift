import System
import Testing

@Suite struct GzipTests {
    /// `gzip.compress(b"time,a\n1,2\n", 9, mtime=0)` by Python 3.
    private static let first: [UInt8] = [
        0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x2B, 0xC9, 0xCC, 0x4D, 0xD5, 0x49,
        0xE4, 0x32, 0xD4, 0x31, 0xE2, 0x02, 0x00, 0x92, 0x7D, 0xC9, 0xC8, 0x0B, 0x00, 0x00, 0x00,
    ]
    /// `gzip.compress(b"3,4\n" * 1000, 9, mtime=0)`.
    private static let second: [UInt8] = [
        0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xED, 0xC3, 0x31, 0x0D, 0x00, 0x00,
        0x08, 0x03, 0xB0, 0x1F, 0x2D, 0x7C, 0x9B, 0x7F, 0x6D, 0xC8, 0xE0, 0x69, 0x93, 0x66, 0x3B, 0x51,
        0x55, 0x55, 0x55, 0x5F, 0x1F, 0x56, 0xC2, 0x49, 0xD2, 0xA0, 0x0F, 0x00, 0x00,
    ]
    /// With name, extra field, comment and a header checksum.
    private static let named: [UInt8] = [
        0x1F, 0x8B, 0x08, 0x1E, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x05, 0x00, 0x65, 0x78, 0x74, 0x72,
        0x61, 0x61, 0x2E, 0x63, 0x73, 0x76, 0x00, 0x6D, 0x61, 0x64, 0x65, 0x20, 0x62, 0x79, 0x20, 0x68,
        0x61, 0x6E, 0x64, 0x00, 0x79, 0xDE, 0x2B, 0xC9, 0xCC, 0x4D, 0xD5, 0x49, 0xE4, 0x32, 0xD4, 0x31,
        0xE2, 0x02, 0x00, 0x92, 0x7D, 0xC9, 0xC8, 0x0B, 0x00, 0x00, 0x00,
    ]
    private static let text = "time,a\n1,2\n"
    private static let rows = String(repeating: "3,4\n", count: 1000)

    private func unpacked(_ bytes: [UInt8], limit: Int = 1 << 20) throws -> String {
        String(decoding: try Gzip.unpack(bytes.span, name: "a.csv.gz", limit: limit), as: UTF8.self)
    }

    private func refusal(_ bytes: [UInt8], limit: Int = 1 << 20) throws -> String {
        let error = #expect(throws: SystemError(.corrupt, "")) { try unpacked(bytes, limit: limit) }
        return try #require(error).message
    }

    @Test func aFile_isUnpacked() throws {
        let begun = [Self.first, Array(Self.text.utf8), [0x1F]].map { Gzip.isBegun(by: $0.span) }
        #expect(begun == [true, false, false])
        #expect(try unpacked(Self.first) == Self.text)
        #expect(try unpacked(Self.named) == Self.text)
    }

    @Test func membersOneBehindTheOther_areOneText() throws {
        #expect(try unpacked(Self.first + Self.second) == Self.text + Self.rows)
        #expect(
            try unpacked(Self.first + Self.named + Self.second + [0, 0, 0]) == Self.text + Self.text
                + Self.rows)
    }

    @Test func aFileThatIsCutOffAnywhere_isRefused() throws {
        for length in 2..<Self.second.count {
            #expect(try refusal(Array(Self.second[..<length])).hasPrefix("a.csv.gz ends in the middle"))
        }
        let both = Self.first + Self.second
        for length in Self.first.count + 2..<both.count { _ = try refusal(Array(both[..<length])) }
    }

    @Test func aBitThatIsTurned_isFoundUnlessItMeansNothing() throws {
        var refused = 0
        // Behind the header of ten bytes; only padding may be anything.
        for index in 10..<Self.first.count {
            for bit in 0..<8 {
                var bytes = Self.first
                bytes[index] ^= 1 << UInt8(bit)
                do {
                    #expect(try unpacked(bytes) == Self.text)
                } catch let error as SystemError {
                    #expect(error == SystemError(.corrupt, ""))
                    refused += 1
                }
            }
        }
        #expect(refused >= 8 * (Self.first.count - 10) - 7)
        var bytes = Self.first
        bytes[bytes.count - 6] ^= 1
        #expect(try refusal(bytes).contains("its checksum or length"))
    }

    @Test func whatIsNoGzip_isRefused() throws {
        #expect(try refusal(Self.first + Array("abc".utf8)).contains("3 bytes behind"))
        #expect(try refusal([0x1F, 0x8B, 7, 0, 0, 0, 0, 0, 0, 0, 1, 2]).contains("header"))
        _ = try refusal([])
    }

    @Test func aFileThatUnpacksToTooMuch_isRefusedBeforeItIsHeld() throws {
        #expect(try unpacked(Self.second, limit: 4000) == Self.rows)
        #expect(try refusal(Self.second, limit: 3999).contains("more than 3999 bytes"))
        #expect(SystemLimits.unpackedBytes >= 1 << 32)
    }
}
