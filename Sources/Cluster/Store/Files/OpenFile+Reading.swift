import Glibc

extension OpenFile {
    /// Reads `count` little-endian values that begin `offset` bytes into the file.
    ///
    /// The caller has held `count` against the file's size: it decides how much is allocated.
    /// - Throws: `ClusterError.corrupt` if the file ends before.
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
    /// - Throws: `ClusterError.corrupt` if it holds more than `limit` bytes.
    package func readAll(limit: Int = .max) throws -> [UInt8] {
        let size = try size()
        guard size <= limit else {
            throw ClusterError(.corrupt, "\(path) holds \(size) bytes; at most \(limit) were expected")
        }
        return try read(UInt8.self, count: size, at: 0)
    }

    private func fill(_ buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws {
        var filled = 0
        while filled < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let count = try readOnce(into: rest, at: offset + filled)
            guard count > 0 else {
                throw ClusterError(
                    .corrupt, "\(path) ends after \(offset + filled) bytes, in the middle of its data")
            }
            filled += count
        }
    }
}
