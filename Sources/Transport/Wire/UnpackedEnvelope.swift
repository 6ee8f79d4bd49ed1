import CLockstepProtos
import Training

/// Owner of what protobuf-c unpacked from a header.
struct UnpackedEnvelope: ~Copyable {
    private let pointer: UnsafeMutablePointer<CEnvelope>

    /// - Throws: `oversize`; `malformed` for what is no protobuf message of this kind.
    init(_ header: UnsafeRawBufferPointer) throws(TransportError) {
        guard header.count <= Limits.headerBytes else {
            throw TransportError(
                .oversize, "a header of \(header.count) bytes; at most \(Limits.headerBytes) are allowed")
        }
        let isExcessive = withUnsafePointer(to: lockstep__v1__envelope__descriptor) {
            HeaderFields.exceed(Limits.unknownFields, in: header, of: $0)
        }
        guard !isExcessive else {
            throw TransportError(
                .malformed,
                "a header has more than \(Limits.unknownFields) fields that this program does not know, or "
                    + "more than once")
        }
        let bytes = header.assumingMemoryBound(to: UInt8.self).baseAddress
        guard let pointer = lockstep__v1__envelope__unpack(nil, header.count, bytes) else {
            throw TransportError(.malformed, "a header of \(header.count) bytes is no Envelope")
        }
        self.pointer = pointer
    }

    deinit { lockstep__v1__envelope__free_unpacked(pointer, nil) }

    /// The version of the messages that the sender speaks; 0 where it says none.
    var protocolVersion: UInt32 { pointer.pointee.protocol }

    /// Whether the body is a Hello: true for a Hello of any version.
    var isHello: Bool { pointer.pointee.body_case == LOCKSTEP__V1__ENVELOPE__BODY_HELLO }

    /// Lends the envelope, and all that it points to, for the time of the call.
    ///
    /// - Throws: `protocolVersion`, `malformed` where this program cannot read it; what `body` throws.
    func read<Value>(_ body: (CEnvelope) throws(TransportError) -> Value) throws(TransportError) -> Value {
        try check()
        return try body(pointer.pointee)
    }

    private func check() throws(TransportError) {
        guard protocolVersion != 0 else {
            throw TransportError(
                .malformed, "Envelope.protocol is missing; expected \(Limits.protocolVersion)")
        }
        guard protocolVersion == Limits.protocolVersion else {
            throw TransportError(
                .protocolVersion,
                """
                the peer speaks version \(protocolVersion) of the messages, this program version \
                \(Limits.protocolVersion); both must be from the same release
                """)
        }
    }
}
