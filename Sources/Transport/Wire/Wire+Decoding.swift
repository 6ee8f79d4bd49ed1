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

    /// The same, where vectors may lie in shared memory.
    ///
    /// - Throws: what `attached` throws, too.
    package static func decodeEnvelope(
        _ message: ReceivedMessage, attached: Attached?
    ) throws(TransportError) -> Envelope {
        try decode(message, attached: attached) { envelope, unpacker throws(TransportError) in
            Envelope(term: envelope.term, message: try unpacker.message(envelope))
        }
    }

    /// The value of a request to a coordinator.
    ///
    /// - Throws: as `decodeEnvelope`.
    package static func decodeRequest(_ message: ReceivedMessage) throws(TransportError) -> Request {
        try decode(message) { envelope, unpacker throws(TransportError) in try unpacker.request(envelope) }
    }

    /// The value of a coordinator's answer.
    ///
    /// - Throws: as `decodeEnvelope`.
    package static func decodeReply(_ message: ReceivedMessage) throws(TransportError) -> Reply {
        try decode(message) { envelope, unpacker throws(TransportError) in try unpacker.reply(envelope) }
    }

    /// Whether a message is a Hello, in whatever version: the coordinator answers one that it cannot decode
    /// with `Refused`.
    package static func isHello(_ message: ReceivedMessage) -> Bool {
        guard let header = message.parts.first else { return false }
        return header.withBytes { (try? UnpackedEnvelope($0))?.isHello ?? false }
    }

    private static func decode<Value>(
        _ message: ReceivedMessage, attached: Attached? = nil,
        _ value: (CEnvelope, inout Unpacker) throws(TransportError) -> Value
    ) throws(TransportError) -> Value {
        try withParts(of: message) { header, frame throws(TransportError) in
            try UnpackedEnvelope(header).read { envelope throws(TransportError) in
                var unpacker = Unpacker(frame: frame, attached: attached)
                let value = try value(envelope, &unpacker)
                try unpacker.checkFrameIsDeclared()
                return value
            }
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
}
