import TestFiles
import TestMessages
import Testing
import Training
import Transport

/// Messages that somebody else made wrongly: each is refused with message, field and what was expected.
@Suite struct WireRefusalTests {
    typealias Fixture = WireFixture

    @Test func otherVersion_isNamedAndItsHelloIsRecognised() throws {
        let header =
            Fixture.number(1, 99) + Fixture.nested(10, Fixture.text(1, "w") + Fixture.text(77, "new"))
        let error = Fixture.failure([header])
        #expect(error?.code == .protocolVersion)
        #expect(error?.message.contains("version 99") == true)
        #expect(error?.message.contains("version \(Limits.protocolVersion)") == true)
        #expect(Wire.isHello(try ReceivedMessage(parts: [header])))
        let heartbeat = Fixture.number(1, 99) + Fixture.nested(22, [])
        #expect(!Wire.isHello(try ReceivedMessage(parts: [heartbeat])))
        #expect(!Wire.isHello(try ReceivedMessage(parts: [[0xff]])))
    }

    @Test func missingVersion_isMalformed() {
        expectMalformed([Fixture.nested(22, Fixture.number(1, 1))], "Envelope.protocol is missing")
    }

    /// By the thousand they would cost a coordinator more than a step.
    @Test func fieldsThatNobodyKnowsOrThatComeAgain_areBounded() throws {
        func repeated(_ field: [UInt8], _ count: Int) -> [UInt8] { (0..<count).flatMap { _ in field } }
        let heartbeat = Fixture.nested(22, Fixture.number(1, 1))
        let unknown = Fixture.number(200, 1)
        let few = Fixture.envelope(heartbeat) + repeated(unknown, 60)
        #expect(throws: Never.self) { try Wire.decodeEnvelope(ReceivedMessage(parts: [few])) }
        for many in [
            Fixture.envelope(heartbeat) + repeated(unknown, 65),
            Fixture.envelope(Fixture.nested(22, Fixture.number(1, 1) + repeated(unknown, 65))),
            Fixture.envelope(repeated(heartbeat, 66)),
            Fixture.envelope(repeated(Fixture.text(99, "x"), 5000)),
        ] {
            expectMalformed([many], "fields that this program does not know, or more than once")
        }
    }

    @Test func missingBody_isMalformed() {
        expectMalformed([Fixture.envelope([])], "Envelope.body is missing")
        expectMalformed([Fixture.envelope(Fixture.nested(99, []))], "Envelope.body is missing")
    }

    @Test func bodyOfTheOtherSocket_isMalformed() throws {
        let query = Fixture.envelope(Fixture.nested(40, []))
        expectMalformed([query], "Envelope.body is field 40")
        let heartbeat = try ReceivedMessage(parts: [
            Fixture.envelope(Fixture.nested(22, Fixture.number(1, 1)))
        ])
        #expect(throws: TransportError(.malformed, "")) { try Wire.decodeRequest(heartbeat) }
        #expect(throws: TransportError(.malformed, "")) { try Wire.decodeReply(heartbeat) }
    }

    @Test func unknownEnumerationValue_isMalformed() throws {
        expectMalformed(
            [Fixture.envelope(Fixture.nested(22, Fixture.number(1, 9)))],
            "Heartbeat.state is 9; expected one of 1, 2, 3, 4")
        expectMalformed([Fixture.envelope(Fixture.nested(22, []))], "Heartbeat.state is 0")
        expectMalformed([Fixture.envelope(Fixture.nested(22, Fixture.number(1, .max)))], "Heartbeat.state is")
        expectMalformed([Fixture.envelope(Fixture.nested(17, Fixture.number(1, 6)))], "Refused.code is 6")
        // A verb that there is not, and one about a worker that has no name.
        for verb: UInt64 in [4, 3] {
            let control = try ReceivedMessage(
                parts: [Fixture.envelope(Fixture.nested(42, Fixture.number(1, verb)))])
            #expect(throws: TransportError(.malformed, "")) { try Wire.decodeRequest(control) }
        }
    }

    @Test func numberOutOfRange_isMalformed() {
        let step = Fixture.number(1, 1) + Fixture.number(2, .max)
        expectMalformed(
            [Fixture.envelope(Fixture.nested(22, step))], "Heartbeat.step is 18446744073709551615")
        let offset = Fixture.text(1, Fixture.digest) + Fixture.number(2, 64 << 30 | 1)
        expectMalformed([Fixture.envelope(Fixture.nested(12, offset))], "FetchData.offset is")
        expectMalformed(
            [Fixture.envelope(Fixture.nested(16, Fixture.number(1, 0)))], "Welcome.heartbeat_interval_ns is 0"
        )
    }

    @Test func impossibleNode_isMalformed() {
        for (lower, upper) in [(0, 0), (3, 2), (0, 65_537), (4_000_000_000, 4_000_000_001)]
            as [(UInt64, UInt64)]
        {
            expectMalformed(
                gradient(node: Fixture.number(1, lower) + Fixture.number(2, upper)),
                "Gradient.node is \(lower) ..< \(upper)")
        }
        expectMalformed(gradient(node: nil), "Gradient.node is missing")
    }

    @Test func textThatIsNotUTF8_isMalformed() {
        expectMalformed(
            [Fixture.envelope(Fixture.nested(15, Fixture.nested(1, [0x61, 0xff])))],
            "Leaving.reason is not UTF-8")
    }

    @Test func controlCharactersOfAName_areWrittenOutInTheRefusal() {
        // U+009B begins a terminal's command as ESC [ does.
        expectMalformed(
            [Fixture.envelope(Fixture.nested(11, Fixture.text(1, "a\u{9B}2J\u{1B}[2J")))],
            #"Ready.run is "a\u{009B}2J\u{1B}[2J"; expected a name without control characters"#)
    }

    @Test func controlCharactersOfAReason_areReplaced() throws {
        let leaving = Fixture.nested(15, Fixture.text(1, "gone\u{1B}[2J\u{9B}2J\r\n\tgrößer"))
        let message = try Fixture.decode([Fixture.envelope(leaving)]).message
        #expect(message == .leaving(Leaving(reason: "gone\u{FFFD}[2J\u{FFFD}2J\u{FFFD}\n\tgrößer")))
    }

    @Test func zeroCharacterAndRepeatedFields_areReadAsTheProtoFileSays() throws {
        let ready = Envelope(term: 5, message: .ready(Ready(run: "b")))
        #expect(
            try Fixture.decode([Fixture.envelope(Fixture.nested(11, Fixture.text(1, "b\0hidden")))]) == ready)
        let twice = Fixture.nested(11, Fixture.text(1, "a") + Fixture.text(1, "b"))
        #expect(try Fixture.decode([Fixture.envelope(twice)]) == ready)
        let merged = Fixture.nested(11, Fixture.text(1, "a")) + Fixture.nested(11, Fixture.text(1, "b"))
        #expect(try Fixture.decode([Fixture.envelope(merged)]) == ready)
        let replaced = Fixture.nested(21, Fixture.text(1, "a")) + Fixture.nested(11, Fixture.text(1, "b"))
        #expect(try Fixture.decode([Fixture.envelope(replaced)]) == ready)
    }

    @Test func unknownFieldsInsideAMessage_areLeftAlone() throws {
        let body = Fixture.text(1, "etth1-3") + Fixture.text(50, "from a later release of the same version")
        let envelope = try Fixture.decode([Fixture.envelope(Fixture.nested(11, body))])
        #expect(envelope == Envelope(term: 5, message: .ready(Ready(run: "etth1-3"))))
    }

    @Test func runThatLeadsElsewhere_isMalformed() throws {
        for run in ["", "..", "a/b", ".hidden", "a\nb", "a/\u{301}b", ".\u{301}x"] {
            expectMalformed([Fixture.envelope(Fixture.nested(11, Fixture.text(1, run)))], "Ready.run is")
        }
        let query = try ReceivedMessage(parts: [Fixture.envelope(Fixture.nested(40, Fixture.text(1, "../x")))]
        )
        #expect(throws: TransportError(.malformed, "")) { try Wire.decodeRequest(query) }
    }

    @Test func longName_isOversize() {
        let error = Fixture.failure([
            Fixture.envelope(Fixture.nested(10, Fixture.text(1, String(repeating: "n", count: 129))))
        ])
        #expect(error?.code == .oversize)
        #expect(error?.message == "Hello.name has 129 characters; at most 128 are allowed")
    }

    @Test func headerBeyondItsLimit_isOversize() {
        let error = Fixture.failure([Array(repeating: 0, count: Limits.headerBytes + 1)])
        #expect(error?.code == .oversize)
    }

    @Test func wrongChecksum_isFound() {
        let error = Fixture.failure(gradient(frame: [0, 0, 128, 63], crc: 1))
        #expect(error?.code == .crcMismatch)
    }

    @Test func frameOfAnotherSizeThanDeclared_isMalformed() {
        expectMalformed(gradient(declared: 8, frame: [0, 0, 128, 63]), "a frame of 4 bytes; expected 8")
        expectMalformed(gradient(declared: 4, frame: nil), "Gradient.partial is declared")
        expectMalformed(gradient(declared: nil, frame: [0, 0, 128, 63]), "Gradient.partial is missing")
        // The CRC-32C of nothing is 0.
        expectMalformed(gradient(declared: 0, frame: []), "expected 4 bytes for each of at least one number")
        // The CRC-32C of "123456789" is the check value that the catalogues give.
        expectMalformed(
            gradient(declared: 9, frame: Array("123456789".utf8), crc: 0xe306_9283),
            "a frame of 9 bytes; expected 4")
    }

    @Test func hugeDeclaration_allocatesNothingAndIsOversize() {
        let error = Fixture.failure(gradient(declared: .max, frame: [0, 0, 128, 63]))
        #expect(error?.code == .oversize)
    }

    @Test func frameThatNobodyDeclared_isMalformed() throws {
        let heartbeat = Fixture.envelope(Fixture.nested(22, Fixture.number(1, 1)))
        expectMalformed([heartbeat, [1, 2, 3]], "a raw frame of 3 bytes that the header does not declare")
        let query = try ReceivedMessage(parts: [Fixture.envelope(Fixture.nested(40, [])), []])
        #expect(throws: TransportError(.malformed, "")) { try Wire.decodeRequest(query) }
    }

    @Test func noPartsOrTooMany_areMalformed() {
        let heartbeat = Fixture.envelope(Fixture.nested(22, Fixture.number(1, 1)))
        expectMalformed([], "a message of 0 parts")
        expectMalformed([heartbeat, [], []], "a message of 3 parts")
    }

    @Test func checksum_isCRC32COfItsCheckString() throws {
        let chunk = DataChunk(digest: WireFixture.digest, offset: 0, bytes: Array("123456789".utf8))
        let header = try Wire.encode(Envelope(term: 1, message: .dataChunk(chunk))).header
        #expect(Array(header.suffix(4)) == [0x83, 0x92, 0x06, 0xe3])
    }

    private func gradient(
        node: [UInt8]? = WireFixture.number(2, 1), declared: UInt64? = 4, frame: [UInt8]? = [0, 0, 128, 63],
        crc: UInt32 = 0
    ) -> [[UInt8]] {
        var body = Fixture.text(1, "r")
        if let node { body += Fixture.nested(3, node) }
        if let declared { body += Fixture.frame(7, bytes: declared, crc: crc) }
        return [Fixture.envelope(Fixture.nested(13, body))] + (frame.map { [$0] } ?? [])
    }

    private func expectMalformed(
        _ parts: [[UInt8]], _ words: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let error = Fixture.failure(parts)
        #expect(error?.code == .malformed, sourceLocation: sourceLocation)
        #expect(
            error?.message.contains(words) == true, "\(error?.message ?? "no error")",
            sourceLocation: sourceLocation)
    }
}
