import CLockstepProtos
package import Neural
package import Training

extension Wire {
    /// The value of a message between coordinator and worker.
    ///
    /// - Throws: `malformed`, `oversize`, `crcMismatch` with message, field and what was expected;
    ///   `protocolVersion` for a message of another version (see `isHello`).
    package static func decodeEnvelope(_ message: ReceivedMessage) throws(TransportError) -> Envelope {
        try decodeEnvelope(message, attached: nil)
    }

    /// Finds a vector in the memory that this process shares with the sender of a message.
    package typealias Attached = (SharedPlace) throws(TransportError) -> Vector

    package static func decodeEnvelope(
        _ message: ReceivedMessage, attached: Attached?
    ) throws(TransportError) -> Envelope {
        try withParts(of: message) { header, frame throws(TransportError) in
            try decodeEnvelope(header: header, frame: frame, attached: attached)
        }
    }

    /// The value of a request to a coordinator.
    ///
    /// - Throws: as `decodeEnvelope`.
    package static func decodeRequest(_ message: ReceivedMessage) throws(TransportError) -> Request {
        try withParts(of: message) { header, frame throws(TransportError) in
            try decodeRequest(header: header, frame: frame)
        }
    }

    /// The value of a coordinator's answer.
    ///
    /// - Throws: as `decodeEnvelope`.
    package static func decodeReply(_ message: ReceivedMessage) throws(TransportError) -> Reply {
        try withParts(of: message) { header, frame throws(TransportError) in
            try decodeReply(header: header, frame: frame)
        }
    }

    /// Whether a message is a Hello, in whatever version: the coordinator answers one that it cannot decode
    /// with `Refused`.
    package static func isHello(_ message: ReceivedMessage) -> Bool {
        guard let header = message.parts.first else { return false }
        return header.withBytes { (try? UnpackedEnvelope($0))?.isHello ?? false }
    }

    static func decodeEnvelope(
        header: UnsafeRawBufferPointer, frame: UnsafeRawBufferPointer?, attached: Attached? = nil
    ) throws(TransportError) -> Envelope {
        try UnpackedEnvelope(header).read { envelope throws(TransportError) in
            var unpacker = Unpacker(frame: frame, attached: attached)
            let message = try unpacker.message(envelope)
            try unpacker.checkFrameIsDeclared()
            return Envelope(term: envelope.term, message: message)
        }
    }

    static func decodeRequest(
        header: UnsafeRawBufferPointer, frame: UnsafeRawBufferPointer?
    ) throws(TransportError) -> Request {
        try UnpackedEnvelope(header).read { envelope throws(TransportError) in
            let unpacker = Unpacker(frame: frame)
            try unpacker.checkFrameIsDeclared()
            return try unpacker.request(envelope)
        }
    }

    static func decodeReply(
        header: UnsafeRawBufferPointer, frame: UnsafeRawBufferPointer?
    ) throws(TransportError) -> Reply {
        try UnpackedEnvelope(header).read { envelope throws(TransportError) in
            guard envelope.body_case == LOCKSTEP__V1__ENVELOPE__BODY_REPLY else {
                throw unexpectedBody(envelope, expected: "a Reply")
            }
            var unpacker = Unpacker(frame: frame)
            let reply = try unpacker.reply(try body(envelope.reply))
            try unpacker.checkFrameIsDeclared()
            return reply
        }
    }

    /// Lends the header and the raw frame.
    ///
    /// - Throws: `malformed` for a message of no or too many parts.
    private static func withParts<Value>(
        of message: ReceivedMessage,
        _ body: (_ header: UnsafeRawBufferPointer, _ frame: UnsafeRawBufferPointer?) throws(TransportError) ->
            Value
    ) throws(TransportError) -> Value {
        guard message.excessParts == 0, let header = message.parts.first,
            message.parts.count <= Limits.messageParts
        else {
            throw TransportError(
                .malformed,
                """
                a message of \(message.parts.count + message.excessParts) parts; expected a header and at \
                most one raw frame
                """)
        }
        return try header.withBytes { header throws(TransportError) in
            guard message.parts.count > 1 else { return try body(header, nil) }
            return try message.parts[1].withBytes { frame throws(TransportError) in try body(header, frame) }
        }
    }

    fileprivate static func body<Body>(_ pointer: UnsafeMutablePointer<Body>?) throws(TransportError) -> Body
    {
        guard let pointer else {
            throw TransportError(.malformed, "Envelope.body is empty; expected a message")
        }
        return pointer.pointee
    }

    fileprivate static func unexpectedBody(_ envelope: CEnvelope, expected: String) -> TransportError {
        let number = envelope.body_case.rawValue
        let found = number == 0 ? "missing" : "field \(number)"
        return TransportError(.malformed, "Envelope.body is \(found); expected \(expected)")
    }
}

extension Unpacker {
    fileprivate mutating func message(_ envelope: CEnvelope) throws(TransportError) -> Message {
        switch envelope.body_case {
        case LOCKSTEP__V1__ENVELOPE__BODY_HELLO: .hello(try hello(try Wire.body(envelope.hello)))
        case LOCKSTEP__V1__ENVELOPE__BODY_READY: .ready(try ready(try Wire.body(envelope.ready)))
        case LOCKSTEP__V1__ENVELOPE__BODY_FETCH_DATA:
            .fetchData(try fetchData(try Wire.body(envelope.fetch_data)))
        case LOCKSTEP__V1__ENVELOPE__BODY_GRADIENT: .gradient(try gradient(try Wire.body(envelope.gradient)))
        case LOCKSTEP__V1__ENVELOPE__BODY_EVALUATION:
            .evaluation(try evaluation(try Wire.body(envelope.evaluation)))
        case LOCKSTEP__V1__ENVELOPE__BODY_LEAVING: .leaving(try leaving(try Wire.body(envelope.leaving)))
        case LOCKSTEP__V1__ENVELOPE__BODY_WELCOME: .welcome(try welcome(try Wire.body(envelope.welcome)))
        case LOCKSTEP__V1__ENVELOPE__BODY_REFUSED: .refused(try refused(try Wire.body(envelope.refused)))
        case LOCKSTEP__V1__ENVELOPE__BODY_PREPARE: .prepare(try prepare(try Wire.body(envelope.prepare)))
        case LOCKSTEP__V1__ENVELOPE__BODY_DATA_CHUNK:
            .dataChunk(try dataChunk(try Wire.body(envelope.data_chunk)))
        case LOCKSTEP__V1__ENVELOPE__BODY_ASSIGNMENT:
            .assignment(try assignment(try Wire.body(envelope.assignment)))
        case LOCKSTEP__V1__ENVELOPE__BODY_MEMORY_OFFER:
            .memoryOffer(try memoryOffer(try Wire.body(envelope.memory_offer)))
        case LOCKSTEP__V1__ENVELOPE__BODY_MEMORY_ATTACHED:
            .memoryAttached(try memoryAttached(try Wire.body(envelope.memory_attached)))
        case LOCKSTEP__V1__ENVELOPE__BODY_STOP: .stop(try stop(try Wire.body(envelope.stop)))
        case LOCKSTEP__V1__ENVELOPE__BODY_HEARTBEAT:
            .heartbeat(try heartbeat(try Wire.body(envelope.heartbeat)))
        default: throw Wire.unexpectedBody(envelope, expected: "a message between coordinator and worker")
        }
    }

    fileprivate func request(_ envelope: CEnvelope) throws(TransportError) -> Request {
        switch envelope.body_case {
        case LOCKSTEP__V1__ENVELOPE__BODY_QUERY: try query(try Wire.body(envelope.query))
        case LOCKSTEP__V1__ENVELOPE__BODY_SUBMIT: try submit(try Wire.body(envelope.submit))
        case LOCKSTEP__V1__ENVELOPE__BODY_CONTROL: try control(try Wire.body(envelope.control))
        default: throw Wire.unexpectedBody(envelope, expected: "a Query, Submit or Control")
        }
    }
}
