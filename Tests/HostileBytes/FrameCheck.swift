import Cluster
import Neural
import Training

/// Raw frames: what a header declares, then the frame.
///
/// | bytes | what |
/// |---|---|
/// | 1 | bits 0, 1: the message; bit 2: the true size is declared; bit 3: the true CRC-32C; bit 4: no frame follows |
/// | 8, 4 | the size and CRC-32C that are declared otherwise |
/// | | the frame |
enum FrameCheck {
    private enum Body: UInt8 {
        case gradient, assignment, dataChunk, reply

        var limit: Int {
            switch self {
            case .gradient, .assignment: Limits.parameters * 4
            case .dataChunk: Limits.dataChunkBytes
            case .reply: Limits.replyBytes
            }
        }
        var holdsNumbers: Bool { self == .gradient || self == .assignment }
    }

    static func check(_ bytes: UnsafeRawBufferPointer) throws -> Decoder.Outcome {
        var reader = InputReader(bytes)
        let options = reader.byte()
        let body = Body(rawValue: options & 3) ?? .gradient
        let (otherSize, otherChecksum) = (reader.number(UInt64.self), reader.number(UInt32.self))
        let frame = Array(reader.rest)
        let checksum = CRC32C.checksum(reader.rest)
        let declared = (
            size: options & 4 != 0 ? UInt64(frame.count) : otherSize,
            checksum: options & 8 != 0 ? checksum : otherChecksum
        )
        let isSent = options & 16 == 0
        let header = header(body, size: declared.size, checksum: declared.checksum)
        let message = try ReceivedMessage(parts: isSent ? [header, frame] : [header])

        let expected: ClusterError.Code? =
            if declared.size > body.limit {
                .oversize
            } else if !isSent || declared.size != frame.count {
                .malformed
            } else if declared.checksum != checksum {
                .crcMismatch
            } else if body.holdsNumbers, frame.isEmpty || !frame.count.isMultiple(of: 4) {
                .malformed
            } else {
                nil
            }
        let contents: [UInt8]
        do {
            contents = try decode(message, body)
        } catch let error as ClusterError {
            try promise(
                error.code == expected, "refused as \(error.code) (\(error)), not as \(expected as Any)")
            return try MessageCheck.refused(error)
        }
        try promise(expected == nil, "accepted, where \(expected as Any) was due")
        try promise(contents == frame, "a frame of \(frame.count) bytes came as other bytes")
        return .accepted
    }

    /// The frame of a message once it has been decoded.
    private static func decode(_ message: ReceivedMessage, _ body: Body) throws -> [UInt8] {
        if body == .reply { return try Wire.decodeReply(message).body }
        switch try Wire.decodeEnvelope(message).message {
        case .gradient(let gradient): return bytes(gradient.partial)
        case .assignment(let assignment): return bytes(assignment.weights ?? [])
        case .dataChunk(let chunk): return chunk.bytes
        case let other: throw BrokenPromise("\(body) was decoded as \(other)")
        }
    }

    private static func bytes(_ vector: Vector) -> [UInt8] {
        vector.withUnsafeBufferPointer { Array(UnsafeRawBufferPointer($0)) }
    }

    // MARK: Protobuf by hand

    private static func header(_ body: Body, size: UInt64, checksum: UInt32) -> [UInt8] {
        let frame =
            number(1, size) + [2 << 3 | 5] + (0..<4).map { UInt8(truncatingIfNeeded: checksum >> (8 * $0)) }
        let (field, contents): (UInt8, [UInt8]) =
            switch body {
            case .gradient:
                (13, nested(1, Array("r".utf8)) + nested(3, number(1, 0) + number(2, 1)) + nested(7, frame))
            case .assignment:
                (20, nested(1, Array("r".utf8)) + number(3, 1) + number(5, 1) + nested(7, frame))
            case .dataChunk: (19, nested(1, Array(repeating: 0x61, count: 64)) + nested(3, frame))
            case .reply: (43, number(1, 1) + nested(3, frame))
            }
        return number(1, UInt64(Limits.protocolVersion)) + nested(field, contents)
    }

    private static func number(_ field: UInt8, _ value: UInt64) -> [UInt8] {
        varint(UInt64(field) << 3) + varint(value)
    }

    private static func nested(_ field: UInt8, _ bytes: [UInt8]) -> [UInt8] {
        varint(UInt64(field) << 3 | 2) + varint(UInt64(bytes.count)) + bytes
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
