import CISAL

/// CRC-32C (Castagnoli polynomial, RFC 3720, appendix B.4).
package enum CRC32C {
    /// ISA-L takes lengths of 31 bits: longer buffers go in pieces of this many bytes.
    private static let pieceBytes = 1 << 30

    package static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        guard let start = bytes.baseAddress else { return 0 }
        var state = UInt32.max
        var offset = 0
        while offset < bytes.count {
            let count = min(pieceBytes, bytes.count - offset)
            // ISA-L reads through a pointer that lacks its const.
            let piece = UnsafeMutableRawPointer(mutating: start + offset).assumingMemoryBound(to: UInt8.self)
            state = crc32_iscsi(piece, Int32(count), state)
            offset += count
        }
        return ~state
    }
}
