import Jobs
import Neural
import System
import Training
import Transport

/// Raw frames: what a header declares, then the frame.
///
/// | bytes | what |
/// |---|---|
/// | 1 | bits 0, 1: the message; bit 2: the true size is declared; bit 3: the true CRC-32C; bit 4: no frame
/// follows | | 8, 4 | the size and CRC-32C that are declared otherwise |
/// | | the frame |
enum FrameCheck {
    private enum Body: UInt8 {
        case gradient, assignment, dataChunk, reply

        var limit: Int {
            switch self {
            case .gradient, .assignment: JobLimits.parameters * 4
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

        let expected: TransportError.Code? =
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
        } catch let error as TransportError {
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

    /// A header up to the declared frame, which is its body's last field, always of the same length.
    private static let beginnings: [[UInt8]] = (UInt8(0)..<4).map { number in
        let (field, contents): (UInt8, [UInt8]) =
            switch Body(rawValue: number) {
            // run, node, partial
            case .gradient, nil: (13, [0x0A, 1, 0x72, 0x1A, 2, 0x10, 1, 0x3A, frameBytes])
            // run, purpose, upper, weights
            case .assignment: (20, [0x0A, 1, 0x72, 0x18, 1, 0x28, 1, 0x3A, frameBytes])
            // digest, data
            case .dataChunk: (19, [0x0A, 64] + Array(repeating: 0x61, count: 64) + [0x1A, frameBytes])
            // code, body
            case .reply: (43, [0x08, 1, 0x1A, frameBytes])
            }
        let tag = Int(field) << 3 | 2
        return [0x08, UInt8(Limits.protocolVersion), UInt8(tag & 0x7F | 0x80), UInt8(tag >> 7)]
            + [UInt8(contents.count) + frameBytes] + contents
    }

    /// A tag, ten bytes of a varint, a tag, four bytes.
    private static let frameBytes: UInt8 = 16

    private static func header(_ body: Body, size: UInt64, checksum: UInt32) -> [UInt8] {
        var header = beginnings[Int(body.rawValue)]
        header.append(0x08)
        for index in 0..<9 { header.append(UInt8(truncatingIfNeeded: size >> (7 * index)) | 0x80) }
        header.append(UInt8(size >> 63))
        header.append(0x15)
        for index in 0..<4 { header.append(UInt8(truncatingIfNeeded: checksum >> (8 * index))) }
        return header
    }
}
