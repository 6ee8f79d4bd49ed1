import CLockstepProtos
import Neural
import Series
import Training
import Transport

/// Messages: a form, then the parts.
///
/// | bytes | what |
/// |---|---|
/// | 1 | bits 0, 1: `Form`; bit 2: decoded as a worker does, not as the coordinator |
/// | 2 | bytes of the header, unless it is the only part |
/// | | the header, then the raw frame |
enum MessageCheck {
    private enum Form: UInt8 {
        case header, headerAndFrame
        /// Version, frame size and CRC-32C are put right, so that they do not hide what lies behind them.
        case repaired
        /// One part more than a message has, or none where the header is empty.
        case wrongParts
    }

    static func envelope(_ bytes: UnsafeRawBufferPointer) throws -> Decoder.Outcome {
        let (message, isWorker) = try message(bytes)
        let memory = SharedVectors.shared
        let envelope: Envelope
        do {
            envelope = try memory.inTurn { () throws(TransportError) in
                memory.handOver()
                return try Wire.decodeEnvelope(message) { (place) throws(TransportError) in
                    try isWorker ? memory.weights(at: place) : memory.partial(at: place)
                }
            }
        } catch {
            _ = Wire.isHello(message)
            return try refused(error)
        }
        switch envelope.message {
        case .hello: try promise(Wire.isHello(message), "a Hello is no Hello")
        case .leaving(let leaving): try checkText(leaving.reason)
        case .stop(let stop): try checkText(stop.reason)
        case .refused(let refused): try checkText(refused.reason)
        case .unable(let unable): try checkText(unable.reason)
        default: break
        }
        try checkRun(run(of: envelope.message))
        let parts = parts(try unfailing("packing \(envelope)") { try Wire.encode(envelope) })
        let again = try unfailing("decoding what was packed from \(envelope)") {
            try Wire.decodeEnvelope(ReceivedMessage(parts: parts))
        }
        try promise(Self.parts(try Wire.encode(again)) == parts, "\(envelope) came back as \(again)")
        try promise(isSame(again, envelope), "\(envelope) came back as \(again)")
        return .accepted
    }

    static func request(_ bytes: UnsafeRawBufferPointer) throws -> Decoder.Outcome {
        let (message, _) = try message(bytes)
        let request: Request
        do { request = try Wire.decodeRequest(message) } catch { return try refused(error) }
        if case .status(let run) = request { try checkRun(run) }
        switch request {
        case .control(.workerExited(_, let detail)), .control(.workerGivenUp(_, let detail)):
            try checkText(detail)
        case .status, .submit, .control(.shutdown), .order: break
        }
        let again = try unfailing("sending \(request) once more") {
            try Wire.decodeRequest(ReceivedMessage(parts: parts(Wire.encode(request))))
        }
        try promise(again == request, "\(request) came back as \(again)")
        return .accepted
    }

    static func reply(_ bytes: UnsafeRawBufferPointer) throws -> Decoder.Outcome {
        let (message, _) = try message(bytes)
        let reply: Reply
        do { reply = try Wire.decodeReply(message) } catch { return try refused(error) }
        try checkText(reply.message)
        let again = try unfailing("sending \(reply) once more") {
            try Wire.decodeReply(ReceivedMessage(parts: parts(Wire.encode(reply))))
        }
        try promise(again == reply, "\(reply) came back as \(again)")
        return .accepted
    }

    // MARK: Input

    /// An input that holds a message.
    static func input(_ message: OutgoingMessage, isRepaired: Bool = false) -> [UInt8] {
        let parts = parts(message)
        guard parts.count > 1 || isRepaired else { return [Form.header.rawValue] + parts[0] }
        let form = isRepaired ? Form.repaired : Form.headerAndFrame
        let size = [
            UInt8(truncatingIfNeeded: parts[0].count), UInt8(truncatingIfNeeded: parts[0].count >> 8),
        ]
        return [form.rawValue] + size + parts.joined()
    }

    private static func message(
        _ bytes: UnsafeRawBufferPointer
    ) throws -> (message: ReceivedMessage, isWorker: Bool) {
        var reader = InputReader(bytes)
        let options = reader.byte()
        let form = Form(rawValue: options & 3) ?? .header
        guard form != .header else {
            return (try ReceivedMessage(parts: [Array(reader.rest)]), options & 4 != 0)
        }
        let header = reader.bytes(Int(reader.number(UInt16.self)))
        let frame = Array(reader.rest)
        let parts =
            switch form {
            case .header, .headerAndFrame: [header, frame]
            case .repaired: [MessageRepair.repaired(header, frame: frame) ?? header, frame]
            case .wrongParts: header.isEmpty ? [] : [header, frame, frame]
            }
        return (try ReceivedMessage(parts: parts), options & 4 != 0)
    }

    private static func parts(_ message: OutgoingMessage) -> [[UInt8]] {
        switch message.frame {
        case nil: [message.header]
        case .bytes(let bytes): [message.header, bytes]
        case .part(let part): [message.header, part.bytes]
        case .floats(let floats):
            [message.header, floats.withUnsafeBufferPointer { Array(UnsafeRawBufferPointer($0)) }]
        }
    }

    // MARK: Promises

    /// A refusal's message goes into a log, whoever sent the bytes: it is short.
    static func refused(_ error: TransportError) throws -> Decoder.Outcome {
        try promise(
            [.malformed, .oversize, .crcMismatch, .protocolVersion].contains(error.code),
            "refused as \(error.code): \(error)")
        try promise(error.message.utf8.count < 2000, "a message of \(error.message.utf8.count) bytes")
        try checkText(error.message)
        return .refused
    }

    /// A run's identifier leads out of no folder.
    private static func checkRun(_ run: String?) throws {
        guard let run else { return }
        try promise(!run.utf8.contains(UInt8(ascii: "/")), "the run \(run.debugDescription) is a path")
        try promise(!run.utf8.starts(with: [UInt8(ascii: ".")]), "the run \(run.debugDescription) is hidden")
        try promise(!run.isEmpty, "a run without a name")
    }

    private static func run(of message: Message) -> String? {
        switch message {
        case .ready(let ready): ready.run
        case .gradient(let gradient): gradient.run
        case .evaluation(let evaluation): evaluation.run
        case .prepare(let prepare): prepare.run
        case .assignment(let assignment): assignment.run
        case .memoryOffer(let offer): offer.run
        case .memoryAttached(let attached): attached.run
        case .hello, .fetchData, .leaving, .welcome, .refused, .dataChunk, .stop, .heartbeat,
            .forecastAssignment, .forecasts, .unable:
            nil
        }
    }

    /// Texts for people move no terminal's cursor.
    private static func checkText(_ text: String) throws {
        if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return }
        try promise(
            text.unicodeScalars.allSatisfy {
                $0.properties.generalCategory != .control || $0 == "\n" || $0 == "\t"
            },
            "a text with control characters: \(text.debugDescription)")
    }

    /// Equal to the bit, NaNs included.
    private static func isSame(_ left: Envelope, _ right: Envelope) -> Bool {
        guard left.term == right.term else { return false }
        switch (left.message, right.message) {
        case (.gradient(let left), .gradient(let right)):
            return left.run == right.run && left.step == right.step && left.node == right.node
                && left.samples == right.samples && left.computeTime == right.computeTime
                && left.loss.bitPattern == right.loss.bitPattern && isSame(left.partial, right.partial)
        case (.assignment(let left), .assignment(let right)):
            return left.run == right.run && left.step == right.step && left.purpose == right.purpose
                && left.microbatches == right.microbatches && left.weightsVersion == right.weightsVersion
                && isSame(left.weights ?? [], right.weights ?? [])
        case (.evaluation(let left), .evaluation(let right)):
            return left.run == right.run && left.step == right.step && left.purpose == right.purpose
                && left.node == right.node && left.computeTime == right.computeTime
                && left.sums.hasSameBits(as: right.sums)
        case (.forecasts(let left), .forecasts(let right)):
            return left.order == right.order && left.slice == right.slice
                && left.computeTime == right.computeTime && isSame(left.outputs, right.outputs)
        default:
            return left.message == right.message
        }
    }

    private static func isSame(_ left: Vector, _ right: Vector) -> Bool {
        left.count == right.count && zip(left, right).allSatisfy { $0.bitPattern == $1.bitPattern }
    }
}
