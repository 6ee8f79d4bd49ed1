import CLockstepProtos
package import Neural
package import Training

/// Messages as values and as bytes, by `Protos/lockstep.proto`.
package enum Wire {
    /// The bytes of a message between coordinator and worker.
    ///
    /// Explaining texts (`reason`) are cut off after 4096 characters.
    /// - Throws: `malformed` or `oversize` for a value that no receiver would take.
    package static func encode(_ envelope: Envelope) throws(TransportError) -> OutgoingMessage {
        try encode(envelope, share: nil)
    }

    /// - Parameters:
    ///   - weights: keeps the frame of weights that several workers get; nil: each message makes its own.
    ///   - share: says where in shared memory the receiver finds a vector; nil where it does not.
    /// - Throws: as above, and `zeroMQ` where memory for a frame is short.
    package static func encode(
        _ envelope: Envelope, weights: WeightsFrame? = nil, share: ((Vector) -> SharedPlace?)?
    ) throws(TransportError) -> OutgoingMessage {
        var packer = Packer(term: envelope.term, weights: weights, share: share)
        try packer.pack(envelope.message)
        return try packer.finish()
    }

    /// The bytes of a request to a coordinator.
    ///
    /// - Throws: `oversize` for a job file that is too long; `malformed`.
    package static func encode(_ request: Request) throws(TransportError) -> OutgoingMessage {
        var packer = Packer(term: 0)
        try packer.pack(request)
        return try packer.finish()
    }

    /// The bytes of a coordinator's answer. A message longer than 4096 characters is cut off.
    ///
    /// - Throws: `oversize` for a body larger than `Limits.replyBytes`.
    package static func encode(_ reply: Reply) throws(TransportError) -> OutgoingMessage {
        var packer = Packer(term: 0)
        try packer.pack(reply)
        return try packer.finish()
    }
}
