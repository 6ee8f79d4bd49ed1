import CISAL

/// Files as `gzip` writes them (RFC 1952), unpacked by ISA-L.
package enum Gzip {
    /// Whether bytes begin as such a file does, whatever it is called.
    package static func isBegun(by bytes: Span<UInt8>) -> Bool {
        bytes.count >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B
    }

    /// Unpacks all members of a file, one after the other, and checks each one's checksum and length.
    ///
    /// - Parameters:
    ///   - name: what messages call the file.
    ///   - limit: the most bytes that may come out.
    /// - Throws: `corrupt` where the file is damaged or cut off, holds something else, or too much.
    package static func unpack(
        _ bytes: Span<UInt8>, name: String, limit: Int = SystemLimits.unpackedBytes
    ) throws(SystemError) -> [UInt8] {
        try bytes.withUnsafeBufferPointer { (packed) throws(SystemError) in
            var inflater = Inflater(packed, name: name, limit: limit)
            return try inflater.unpack()
        }
    }
}

/// Owns ISA-L's state for one file.
private struct Inflater: ~Copyable {
    /// ISA-L counts in 32 bits: what goes in and what comes out is cut into pieces.
    private static let inputPiece = 1 << 30
    private static let outputPiece = 1 << 20
    /// The least that a member takes: header, an empty block, checksum and length.
    private static let leastMember = 20
    /// Deflate makes 258 bytes of two bits at best.
    private static let greatestRatio = 1032

    private let state = UnsafeMutablePointer<inflate_state>.allocate(capacity: 1)
    private let piece = UnsafeMutablePointer<UInt8>.allocate(capacity: outputPiece)
    private let packed: UnsafeBufferPointer<UInt8>
    private let name: String
    private let limit: Int
    /// Bytes that ISA-L has been given.
    private var given = 0

    init(_ packed: UnsafeBufferPointer<UInt8>, name: String, limit: Int) {
        self.packed = packed
        self.name = name
        self.limit = limit
        isal_inflate_init(state)
        state.pointee.crc_flag = UInt32(ISAL_GZIP)
        state.pointee.avail_in = 0
    }

    deinit {
        state.deallocate()
        piece.deallocate()
    }

    /// Bytes of the file that ISA-L has not read.
    private var unread: Int { packed.count - given + Int(state.pointee.avail_in) }

    mutating func unpack() throws(SystemError) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(expectedSize)
        while true {
            feed()
            let before = unread
            state.pointee.next_out = piece
            state.pointee.avail_out = UInt32(Self.outputPiece)
            let status = isal_inflate(state)
            guard status == ISAL_DECOMP_OK || status == ISAL_END_INPUT else {
                throw damaged(status, text.count)
            }
            let made = Self.outputPiece - Int(state.pointee.avail_out)
            guard text.count + made <= limit else {
                throw SystemError(
                    .corrupt,
                    "\(name) unpacks to more than \(limit) bytes, the most that is read; use a part of it")
            }
            text.append(contentsOf: UnsafeBufferPointer(start: piece, count: made))
            if state.pointee.block_state == ISAL_BLOCK_FINISH {
                if try !beginNextMember(text.count) { return text }
            } else if made == 0 && unread == before {
                throw SystemError(
                    .corrupt,
                    "\(name) ends in the middle of its data, \(text.count) bytes of text in; was it copied "
                        + "or downloaded whole? gzip -t tests it")
            }
        }
    }

    /// Hands ISA-L the next piece of the file once it has read the last one.
    private mutating func feed() {
        guard state.pointee.avail_in == 0, given < packed.count, let start = packed.baseAddress else {
            return
        }
        let count = min(Self.inputPiece, packed.count - given)
        // ISA-L reads through a pointer that lacks its const.
        state.pointee.next_in = UnsafeMutablePointer(mutating: start + given)
        state.pointee.avail_in = UInt32(count)
        given += count
    }

    /// Whether there is another member; zeros may fill up a file behind the last one.
    private mutating func beginNextMember(_ unpacked: Int) throws(SystemError) -> Bool {
        let rest = packed[(packed.count - unread)...]
        if rest.allSatisfy({ $0 == 0 }) { return false }
        guard rest.starts(with: [0x1F, 0x8B]) else {
            throw SystemError(
                .corrupt,
                "\(name) holds \(rest.count) bytes behind its compressed text that are "
                    + "none; compress it again"
            )
        }
        isal_inflate_reset(state)
        state.pointee.crc_flag = UInt32(ISAL_GZIP)
        return true
    }

    private func damaged(_ status: Int32, _ unpacked: Int) -> SystemError {
        let what =
            switch status {
            case ISAL_INCORRECT_CHECKSUM: "its checksum or length is not that of what it holds"
            case ISAL_INVALID_WRAPPER, ISAL_UNSUPPORTED_METHOD: "its header is none of gzip"
            default: "its compressed bytes make no sense"
            }
        return SystemError(
            .corrupt,
            "\(name) is damaged: \(what), \(unpacked) bytes of text in; copy or compress "
                + "it again, gzip -t tests it"
        )
    }

    /// Bytes to make room for: the length that the last member names, where it is believable.
    private var expectedSize: Int {
        guard packed.count >= Self.leastMember else { return 0 }
        let length = packed.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        return min(length, packed.count * Self.greatestRatio, limit)
    }
}
