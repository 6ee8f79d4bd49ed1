import Jobs
import Neural
import TestFiles
import TestMessages
import Testing
import Training
import Transport

@Suite struct WireRoundTripTests {
    @Test(arguments: WireFixture.envelopes)
    func everyEnvelope_comesBackAsItWas(_ envelope: Envelope) throws {
        let packed = try Wire.encode(envelope)
        #expect(packed.header.count <= Limits.headerBytes)
        #expect(try WireFixture.decode(WireFixture.parts(packed)) == envelope)
    }

    @Test(arguments: WireFixture.requests)
    func everyRequest_comesBackAsItWas(_ request: Request) throws {
        let parts = WireFixture.parts(try Wire.encode(request))
        #expect(try Wire.decodeRequest(try ReceivedMessage(parts: parts)) == request)
    }

    @Test(arguments: WireFixture.replies)
    func everyReply_comesBackAsItWas(_ reply: Reply) throws {
        let parts = WireFixture.parts(try Wire.encode(reply))
        #expect(try Wire.decodeReply(try ReceivedMessage(parts: parts)) == reply)
    }

    @Test func everyKindOfMessage_isAmongTheFixtures() {
        let kinds = Set(WireFixture.envelopes.map(\.kind))
        #expect(kinds.count == 18)
    }

    @Test func everyValueOfEveryEnumeration_comesBack() throws {
        for purpose in Purpose.allCases {
            let assignment = Assignment(
                run: "r", step: 1, purpose: purpose, microbatches: 0..<2, weightsVersion: 1, weights: nil)
            try expectReturn(.assignment(assignment))
        }
        for state in WorkerState.allCases { try expectReturn(.heartbeat(Heartbeat(state: state, step: 0))) }
        for code in Refused.Code.allCases { try expectReturn(.refused(Refused(code: code, reason: ""))) }
    }

    @Test func notANumber_travelsAsItIs() throws {
        let gradient = Gradient(
            run: "r", step: 1, node: TreeNode(0, 1), samples: 1, loss: .nan, computeTime: .zero,
            partial: [Float(bitPattern: 0x7fc0_1234), 1])
        let parts = WireFixture.parts(try Wire.encode(Envelope(term: 1, message: .gradient(gradient))))
        guard case .gradient(let back) = try WireFixture.decode(parts).message else {
            Issue.record("not a gradient")
            return
        }
        #expect(back.loss.isNaN)
        #expect(back.partial.map(\.bitPattern) == [0x7fc0_1234, 0x3f80_0000])
    }

    @Test func longReason_isCutOffRatherThanRefused() throws {
        let stop = Stop(reason: String(repeating: "ä", count: 100_000) + "\0")
        let parts = WireFixture.parts(try Wire.encode(Envelope(term: 1, message: .stop(stop))))
        let cut = Stop(reason: String(repeating: "ä", count: 4096))
        #expect(try WireFixture.decode(parts).message == .stop(cut))
    }

    @Test func zeroCharacterInAReason_isReplaced() throws {
        let parts = WireFixture.parts(
            try Wire.encode(Envelope(term: 1, message: .stop(Stop(reason: "a\0b")))))
        #expect(try WireFixture.decode(parts).message == .stop(Stop(reason: "a\u{FFFD}b")))
    }

    @Test func jobThatIsTooLong_isRefusedWithItsSize() throws {
        let job = String(repeating: "x", count: Limits.headerBytes)
        let error = #expect(throws: TransportError(.oversize, "")) {
            try Wire.encode(Request.submit(job: job, path: "job.yaml"))
        }
        #expect(error?.message == "Submit.job has 65536 bytes; at most 57344 are allowed")
    }

    @Test func longestJobAndPath_fitInAHeader() throws {
        let request = Request.submit(
            job: String(repeating: "x", count: 57_344), path: String(repeating: "/", count: 4096))
        let parts = WireFixture.parts(try Wire.encode(request))
        #expect(try Wire.decodeRequest(try ReceivedMessage(parts: parts)) == request)
    }

    @Test func valuesThatNoReceiverTakes_areNotPacked() {
        let bad: [Message] = [
            .ready(Ready(run: "")), .ready(Ready(run: "../x")), .ready(Ready(run: "a\0b")),
            .hello(Hello(name: "w", host: "h", pid: -1, threads: 1, fingerprint: WireFixture.digest)),
            .hello(Hello(name: "w", host: "h", pid: 1, threads: 0, fingerprint: WireFixture.digest)),
            .hello(Hello(name: "w", host: "h", pid: 1, threads: 1, fingerprint: "ABC")),
            .hello(Hello(name: "w\u{1b}[2J", host: "h", pid: 1, threads: 1, fingerprint: WireFixture.digest)),
            .heartbeat(Heartbeat(state: .idle, step: -1)), .heartbeat(Heartbeat(state: .idle, step: .max)),
            .welcome(Welcome(heartbeatInterval: .zero, graceTime: .zero)),
            .gradient(
                Gradient(
                    run: "r", step: 0, node: TreeNode(2, 2), samples: 1, loss: 0, computeTime: .zero,
                    partial: [1])),
            .gradient(
                Gradient(
                    run: "r", step: 0, node: TreeNode(0, 1), samples: 1, loss: 0, computeTime: .zero,
                    partial: [])),
        ]
        for message in bad {
            #expect(throws: TransportError(.malformed, "")) {
                try Wire.encode(Envelope(term: 0, message: message))
            }
        }
        let chunk = DataChunk(
            digest: WireFixture.digest, offset: 0, bytes: Array(repeating: 0, count: 1 << 20 | 1))
        #expect(throws: TransportError(.oversize, "")) {
            try Wire.encode(Envelope(term: 0, message: .dataChunk(chunk)))
        }
    }

    private func expectReturn(_ message: Message) throws {
        let envelope = Envelope(term: 3, message: message)
        #expect(try WireFixture.decode(WireFixture.parts(try Wire.encode(envelope))) == envelope)
    }
}
