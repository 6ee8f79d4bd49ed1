import Crypto
import Glibc
package import Neural
import System

/// SHA-256 digests as 64 lower-case hexadecimal digits.
package enum Digest {
    /// Digits of a digest.
    package static let length = 64

    /// The digest of bytes in memory.
    package static func sha256(_ bytes: [UInt8]) -> String { sha256(bytes.span.bytes) }

    package static func sha256(_ bytes: RawSpan) -> String {
        var digest = RunningDigest()
        digest.update(bytes)
        return digest.text
    }

    /// The digest of P weights: of their bytes as little-endian Float32, one after the other.
    package static func sha256(weights: Vector) -> String {
        weights.withUnsafeBufferPointer { sha256($0.span.bytes) }
    }

    /// The digest of a file's contents.
    ///
    /// - Throws: `SystemError.notFound` or `.storage`.
    package static func sha256(file path: String) throws -> String {
        let file = try OpenFile(path, O_RDONLY)
        let size = try file.size()
        var digest = RunningDigest()
        var offset = 0
        while offset < size {
            let count = min(size - offset, 1 << 20)
            let part = try file.read(UInt8.self, count: count, at: offset)
            digest.update(part.span.bytes)
            offset += count
        }
        return digest.text
    }

    /// Whether a text is a digest: 64 lower-case hexadecimal digits. Only then may it become part of a path.
    package static func isValid(_ text: String) -> Bool {
        text.utf8.count == length
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}

/// A SHA-256 digest of bytes that come piece by piece.
package struct RunningDigest {
    private var state = SHA256()

    package init() {}

    package mutating func update(_ bytes: RawSpan) {
        bytes.withUnsafeBytes { state.update(bufferPointer: $0) }
    }

    /// The digest of all bytes so far.
    package var text: String {
        let digits = Array("0123456789abcdef".utf8)
        let bytes = state.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: bytes, as: UTF8.self)
    }
}

#if _endian(big)
    #error("Files and frames hold little-endian numbers, which are written as they stand in memory.")
#endif
