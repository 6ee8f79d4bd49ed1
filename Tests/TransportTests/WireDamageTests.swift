import TestMessages
import Testing
import Training
import Transport

/// Damaged and random bytes: they end in an error or in a message that can be packed again, never in a crash.
@Suite struct WireDamageTests {
    @Test(arguments: WireFixture.envelopes)
    func headerCutOffAnywhere_neverGivesTheMessage(_ envelope: Envelope) throws {
        let parts = WireFixture.parts(try Wire.encode(envelope))
        let lengths = Array(stride(from: 0, to: parts[0].count, by: max(1, parts[0].count / 2000)))
        for length in lengths {
            let cut = [Array(parts[0].prefix(length))] + parts.dropFirst()
            #expect(try survivor(of: cut) != envelope)
        }
    }

    @Test(arguments: WireFixture.envelopes)
    func singleFlippedBitInAHeader_givesAnErrorOrAMessage(_ envelope: Envelope) throws {
        var parts = WireFixture.parts(try Wire.encode(envelope))
        for index in parts[0].indices.prefix(400) {
            for bit in 0..<8 {
                parts[0][index] ^= 1 << bit
                _ = try survivor(of: parts)
                parts[0][index] ^= 1 << bit
            }
        }
    }

    @Test(arguments: WireFixture.framed)
    func singleFlippedBitInAFrame_isFoundByTheChecksum(_ envelope: Envelope) throws {
        var parts = WireFixture.parts(try Wire.encode(envelope))
        try #require(parts.count == 2)
        for index in parts[1].indices {
            for bit in 0..<8 {
                parts[1][index] ^= 1 << bit
                try #require(WireFixture.failure(parts)?.code == .crcMismatch)
                parts[1][index] ^= 1 << bit
            }
        }
    }

    @Test(arguments: WireFixture.framed)
    func frameCutOffOrTooLong_isMalformed(_ envelope: Envelope) throws {
        let parts = WireFixture.parts(try Wire.encode(envelope))
        try #require(parts.count == 2)
        for length in parts[1].indices {
            #expect(WireFixture.failure([parts[0], Array(parts[1].prefix(length))])?.code == .malformed)
        }
        #expect(WireFixture.failure([parts[0], parts[1] + [0]])?.code == .malformed)
        #expect(WireFixture.failure([parts[0]])?.code == .malformed)
    }

    @Test func randomBytes_neverCrash() throws {
        var generator = WireGenerator(state: 1)
        for _ in 0..<50_000 {
            let length = Int.random(in: 0..<200, using: &generator)
            let header = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
            _ = try survivor(of: [header])
            _ = try survivor(of: [WireFixture.envelope(header)])
        }
    }

    @Test func randomBodies_neverCrash() throws {
        var generator = WireGenerator(state: 2)
        for _ in 0..<50_000 {
            let field = UInt8.random(in: 8...45, using: &generator)
            let length = Int.random(in: 0..<60, using: &generator)
            let body = (0..<length).map { _ in UInt8.random(in: 0...40, using: &generator) }
            let header = WireFixture.envelope(WireFixture.nested(field, body))
            _ = try survivor(of: [header])
            let message = try ReceivedMessage(parts: [header])
            _ = try? Wire.decodeRequest(message)
            _ = try? Wire.decodeReply(message)
            _ = Wire.isHello(message)
        }
    }

    @Test func splicedMessages_neverCrash() throws {
        var generator = WireGenerator(state: 3)
        let all = try WireFixture.envelopes.map { WireFixture.parts(try Wire.encode($0)) }.filter {
            $0[0].count < 500
        }
        for _ in 0..<20_000 {
            let first = try #require(all.randomElement(using: &generator))
            let second = try #require(all.randomElement(using: &generator))
            let head = first[0].prefix(Int.random(in: 0...first[0].count, using: &generator))
            let tail = second[0].suffix(Int.random(in: 0...second[0].count, using: &generator))
            _ = try survivor(of: [Array(head + tail)] + second.dropFirst())
        }
    }

    /// What is decoded from `parts`, if anything. It must pack to the same value again.
    private func survivor(of parts: [[UInt8]]) throws -> Envelope? {
        guard let envelope = try? WireFixture.decode(parts) else { return nil }
        let again = WireFixture.parts(try Wire.encode(envelope))
        let packedAgain = WireFixture.parts(try Wire.encode(try WireFixture.decode(again)))
        #expect(again == packedAgain)
        return envelope
    }
}
