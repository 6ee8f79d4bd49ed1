import Jobs
import Neural
import Series
package import Training
package import Transport

/// Messages to pack, and the means to damage what came out.
package enum WireFixture {
    package static let digest = String(repeating: "0123456789abcdef", count: 4)

    package static let envelopes: [Envelope] = messages.enumerated().map {
        Envelope(term: UInt64($0.offset) << 33 | 7, message: $0.element)
    }

    /// Those whose numbers or bytes travel in a frame of their own.
    package static let framed = envelopes.filter { envelope in
        switch envelope.message {
        case .gradient, .dataChunk, .forecasts: true
        case .assignment(let order): order.weights != nil
        default: false
        }
    }

    package static let requests: [Request] = [
        .status(run: nil), .status(run: "etth1-3"),
        .submit(job: "name: größer\ndata: {demo: {}}\n", path: "/home/a/job.yaml"),
        .submit(job: "", path: ""),
        .control(.shutdown), .control(.workerExited(name: "worker-2", detail: "killed by signal 9")),
        .control(.workerGivenUp(name: "worker-2", detail: "ended with exit code 3")),
        .order(digest: digest, fingerprint: String(digest.reversed())),
    ]

    package static let replies: [Reply] = [
        Reply(code: .done), Reply(code: .refused, message: "no run of that name"),
        Reply(code: .done, message: "etth1-3", body: Array("{\"job\": null}".utf8)),
    ]

    private static let messages: [Message] = [
        .hello(Hello(name: "worker-1", host: "höst", pid: 4711, threads: 2, fingerprint: digest)),
        .ready(Ready(run: "etth1-3")),
        .fetchData(FetchData(digest: digest, offset: 3 << 20)),
        .gradient(
            Gradient(
                run: "etth1-3", step: 1_000_000, node: TreeNode(4, 8), samples: 128, loss: 0.125,
                computeTime: .nanoseconds(123_456_789),
                partial: [1, -2.5, .infinity, -0.0, .leastNonzeroMagnitude])),
        .evaluation(
            Evaluation(
                run: "etth1-3", step: 0, purpose: .validate, node: TreeNode(0, 65_536),
                sums: MetricSums(
                    samples: 2880, loss: -0.5,
                    errors: ErrorSums(count: 7, squaredError: 1e300, absoluteError: .infinity),
                    percentages: 12.5,
                    scaledError: -0.0, scaledCount: 6, pinball: 1e-300, covered: 4, quantileCount: 5),
                computeTime: .zero)),
        .leaving(Leaving(reason: "SIGTERM")),
        .welcome(Welcome(heartbeatInterval: .milliseconds(250), graceTime: .seconds(20))),
        .refused(Refused(code: .fingerprint, reason: "other bits")),
        .prepare(
            Prepare(
                run: "etth1-3", job: String(repeating: "# é\n", count: 9000), dataDigest: digest,
                dataBytes: 5_000)
        ),
        .dataChunk(DataChunk(digest: digest, offset: 1 << 20, bytes: Array(0...200))),
        .dataChunk(DataChunk(digest: digest, offset: 0, bytes: [])),
        .assignment(
            Assignment(
                run: "etth1-3", step: 12, purpose: .train, microbatches: 3..<7, weightsVersion: 11,
                weights: [0.5, .leastNonzeroMagnitude, 3])),
        .assignment(
            Assignment(
                run: "etth1-3", step: 12, purpose: .test, microbatches: 0..<1, weightsVersion: 0, weights: nil
            )),
        .stop(Stop(reason: "")),
        .heartbeat(Heartbeat(state: .computing, step: 12)),
        .memoryOffer(
            MemoryOffer(
                run: "etth1-3", memory: 7, numbers: 12_000, partials: "/proc/4711/fd/9", slots: 8,
                weights: "/proc/4711/fd/8", token: .max - 1)),
        .memoryAttached(MemoryAttached(run: "etth1-3")),
        .forecastAssignment(ForecastAssignment(order: digest, bytes: 3 << 30, slices: 7..<1 << 20)),
        .forecasts(
            Forecasts(
                order: digest, slice: (1 << 20) - 1, computeTime: .nanoseconds(1),
                outputs: [0.5, -0.0, .infinity])),
        .unable(Unable(order: digest, reason: "no room")),
    ]

    /// The frames of a packed message.
    package static func parts(_ message: OutgoingMessage) -> [[UInt8]] {
        switch message.frame {
        case nil: [message.header]
        case .bytes(let bytes): [message.header, bytes]
        case .part(let part): [message.header, part.bytes]
        case .floats(let floats):
            [message.header, floats.withUnsafeBufferPointer { Array(UnsafeRawBufferPointer($0)) }]
        }
    }

    package static func decode(_ parts: [[UInt8]]) throws -> Envelope {
        try Wire.decodeEnvelope(try ReceivedMessage(parts: parts))
    }

    /// The error that decoding must end in.
    package static func failure(_ parts: [[UInt8]]) -> TransportError? {
        do {
            _ = try decode(parts)
            return nil
        } catch {
            return error as? TransportError
        }
    }

    // Protobuf by hand, for messages that no encoder of ours makes.

    package static func number(_ field: UInt8, _ value: UInt64) -> [UInt8] {
        varint(UInt64(field) << 3) + varint(value)
    }

    package static func nested(_ field: UInt8, _ bytes: [UInt8]) -> [UInt8] {
        varint(UInt64(field) << 3 | 2) + varint(UInt64(bytes.count)) + bytes
    }

    package static func text(_ field: UInt8, _ text: String) -> [UInt8] { nested(field, Array(text.utf8)) }

    package static func frame(_ field: UInt8, bytes: UInt64, crc: UInt32) -> [UInt8] {
        nested(field, number(1, bytes) + [2 << 3 | 5] + withUnsafeBytes(of: crc.littleEndian) { Array($0) })
    }

    /// An envelope of this version.
    package static func envelope(_ body: [UInt8]) -> [UInt8] {
        number(1, UInt64(Limits.protocolVersion)) + number(2, 5) + body
    }

    private static func varint(_ value: UInt64) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = value
        while rest > 127 {
            bytes.append(UInt8(rest & 127) | 128)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }
}

/// SplitMix64 (Steele et al., OOPSLA 2014): the same numbers for the same seed.
package struct WireGenerator: RandomNumberGenerator {
    package var state: UInt64

    package init(state: UInt64) { self.state = state }

    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }
}
