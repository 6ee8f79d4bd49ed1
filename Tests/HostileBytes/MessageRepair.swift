import CLockstepProtos
import System
import Training
import Transport

/// Puts right what a header says about version and frame.
enum MessageRepair {
    /// The header with this program's version and the frame's true size and checksum wherever a body declares
    /// a frame; nil for what is no header.
    static func repaired(_ header: [UInt8], frame: [UInt8]) -> [UInt8]? {
        guard let envelope = lockstep__v1__envelope__unpack(nil, header.count, header) else { return nil }
        defer { lockstep__v1__envelope__free_unpacked(envelope, nil) }
        envelope.pointee.protocol = Limits.protocolVersion
        if let declared = declared(by: envelope.pointee) {
            declared.pointee.bytes = UInt64(frame.count)
            declared.pointee.crc32c = frame.withUnsafeBytes { CRC32C.checksum($0) }
        }
        var repaired = [UInt8](repeating: 0, count: lockstep__v1__envelope__get_packed_size(envelope))
        lockstep__v1__envelope__pack(envelope, &repaired)
        return repaired
    }

    private static func declared(
        by envelope: Lockstep__V1__Envelope
    ) -> UnsafeMutablePointer<Lockstep__V1__Frame>? {
        switch envelope.body_case {
        case LOCKSTEP__V1__ENVELOPE__BODY_GRADIENT:
            let gradient = envelope.gradient?.pointee
            return gradient?.numbers_case == LOCKSTEP__V1__GRADIENT__NUMBERS_PARTIAL ? gradient?.partial : nil
        case LOCKSTEP__V1__ENVELOPE__BODY_ASSIGNMENT:
            let assignment = envelope.assignment?.pointee
            return assignment?.numbers_case == LOCKSTEP__V1__ASSIGNMENT__NUMBERS_WEIGHTS
                ? assignment?.weights : nil
        case LOCKSTEP__V1__ENVELOPE__BODY_DATA_CHUNK: return envelope.data_chunk?.pointee.data
        case LOCKSTEP__V1__ENVELOPE__BODY_REPLY: return envelope.reply?.pointee.body
        default: return nil
        }
    }
}
