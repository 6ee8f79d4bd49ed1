import Glibc

extension OpenFile {
    /// Reads `count` little-endian values that begin `offset` bytes into the file.
    ///
    /// The caller has held `count` against the file's size: it decides how much is allocated.
    /// - Throws: `SystemError.corrupt` if the file ends before.
    package func read<Value: BitwiseCopyable>(
        _ type: Value.Type, count: Int, at offset: Int
    ) throws -> [Value] {
        try [Value](unsafeUninitializedCapacity: count) { buffer, initialized in
            try fill(UnsafeMutableRawBufferPointer(buffer), at: offset)
            initialized = count
        }
    }

    /// Reads the whole file.
    ///
    /// - Throws: `SystemError.corrupt` if it holds more than `limit` bytes.
    package func readAll(limit: Int = .max) throws -> [UInt8] {
        let size = try size()
        guard size <= limit else {
            throw SystemError(.corrupt, "\(path) holds \(size) bytes; at most \(limit) were expected")
        }
        return try read(UInt8.self, count: size, at: 0)
    }

    /// Reads the file's first bytes: `limit` of them, or all where there are fewer.
    ///
    /// - Throws: `storage`.
    package func readStart(_ limit: Int) throws(SystemError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: limit)
        var filled = 0
        while filled < limit {
            let count = try bytes.withUnsafeMutableBufferPointer { (buffer) throws(SystemError) in
                let rest = UnsafeMutableBufferPointer(rebasing: buffer[filled...])
                return try readOnce(into: UnsafeMutableRawBufferPointer(rest), at: filled)
            }
            if count == 0 { break }
            filled += count
        }
        return Array(bytes.prefix(filled))
    }

    private func fill(_ buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws {
        var filled = 0
        while filled < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let count = try readOnce(into: rest, at: offset + filled)
            guard count > 0 else {
                throw SystemError(
                    .corrupt, "\(path) ends after \(offset + filled) bytes, in the middle of its data")
            }
            filled += count
        }
    }
}
