import Jobs
import Neural
import Synchronization
import TestMessages
import Testing
import Training
import Transport

/// Weights that go to several workers by message.
@Suite struct WeightsFrameTests {
    private typealias Fixture = ZeroMQFixture
    private let folder: ZeroMQFolder

    init() throws { folder = try ZeroMQFolder() }

    private func assignment(
        of weights: Vector?, version: Int = 1, run: String = "r", term: UInt64 = 1, leaf: Int = 0
    ) -> Envelope {
        Envelope(
            term: term,
            message: .assignment(
                Assignment(
                    run: run, step: version, purpose: .train, microbatches: leaf..<leaf + 1,
                    weightsVersion: version, weights: weights)))
    }

    private func part(_ envelope: Envelope, _ frame: WeightsFrame) throws -> MessagePart {
        try part(of: Wire.encode(envelope, weights: frame, share: nil))
    }

    private func part(of message: OutgoingMessage) throws -> MessagePart {
        var found: MessagePart?
        if case .part(let part) = message.frame { found = part }
        return try #require(found)
    }

    @Test func workersOfAStep_getTheSameFrame_copiedAndChecksummedOnce() throws {
        let frame = WeightsFrame()
        let (first, second) = (assignment(of: [1, 2.5, -3]), assignment(of: [1, 2.5, -3], leaf: 1))
        #expect(try part(first, frame) === part(second, frame))
        for envelope in [first, second] {
            let parts = WireFixture.parts(try Wire.encode(envelope, weights: frame, share: nil))
            #expect(try parts == WireFixture.parts(Wire.encode(envelope)))
            #expect(try WireFixture.decode(parts) == envelope)
        }
    }

    @Test func otherWeights_getAFrameOfTheirOwn() throws {
        let frame = WeightsFrame()
        var last = try part(assignment(of: [1]), frame)
        for (number, other) in [
            assignment(of: [2], version: 2), assignment(of: [3], version: 2, run: "s"),
            assignment(of: [4], version: 2, run: "s", term: 2), assignment(of: [5]),
        ].enumerated() {
            let next = try part(other, frame)
            #expect(next !== last)
            let bytes = withUnsafeBytes(of: Float(number + 2)) { Array($0) }
            #expect(next.bytes == bytes)
            last = next
        }
    }

    @Test func weightsAreCopied_soThatTheCoordinatorChangesItsOwnInPlace() throws {
        let isFree = Flag()
        let frame = WeightsFrame()
        try withUnsafeTemporaryAllocation(of: Float.self, capacity: 2) { memory in
            memory.initialize(repeating: 1)
            let start = try #require(memory.baseAddress)
            let weights = Vector(FloatBuffer(start: start, count: 2) { isFree.set() })
            _ = try part(assignment(of: weights), frame)
        }
        #expect(isFree.isSet)
    }

    @Test func frameGoesWithTheLastMessageThatCarriesIt() throws {
        let frame = WeightsFrame()
        weak var kept: MessagePart?
        do {
            let message = try Wire.encode(assignment(of: [1, 2]), weights: frame, share: nil)
            kept = try part(of: message)
            frame.forget()
            #expect(kept?.count == 8)
            withExtendedLifetime(message) {}
        }
        #expect(kept == nil)
    }

    @Test func emptyWeights_areNotPacked() {
        #expect(throws: TransportError(.malformed, "")) {
            try Wire.encode(assignment(of: []), weights: WeightsFrame(), share: nil)
        }
    }

    @Test func frameThatIsForgotten_stillReachesEveryWorkerItWasSentTo() throws {
        let context = try Context()
        let router = try Socket(.router, in: context, options: Fixture.options)
        try router.bind("ipc://\(folder.path)/workers")
        let dealers = try (0..<3).map { _ in
            let dealer = try Socket(.dealer, in: context, options: Fixture.options)
            try dealer.connect("ipc://\(folder.path)/workers")
            try Fixture.send(Fixture.message("here"), on: dealer)
            return dealer
        }
        let frame = WeightsFrame()
        let weights = Vector((0..<100_000).map { Float($0) / 3 })
        let envelope = assignment(of: weights)
        for _ in dealers {
            let peer = try Fixture.receive(on: router).peer
            #expect(
                try router.send(Wire.encode(envelope, weights: frame, share: nil), to: peer) == .sent)
        }
        frame.forget()
        for dealer in dealers {
            #expect(try Wire.decodeEnvelope(Fixture.receive(on: dealer)) == envelope)
        }
    }
}

private final class Flag: Sendable {
    private let state = Atomic(false)

    var isSet: Bool { state.load(ordering: .sequentiallyConsistent) }
    func set() { state.store(true, ordering: .sequentiallyConsistent) }
}
