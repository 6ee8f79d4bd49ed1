import Glibc
package import Neural
import System

/// Outputs of orders: a folder with a file for each, by its digest. While they come in, `.part` stands behind
/// its name.
///
/// Little-endian Float32, slice after slice. They live as long as somebody waits for them: what a coordinator
/// that died has left is removed at the next start.
package struct ForecastsFolder: Sendable {
    package let path: String

    package init(path: String) { self.path = path }

    private func place(_ digest: String) throws -> String {
        guard Digest.isValid(digest) else {
            throw StoreError(
                .malformed, "'\(digest.prefix(80))' is no SHA-256 digest: 64 lower-case hexadecimal digits")
        }
        return "\(path)/\(digest)"
    }

    /// Writes outputs at their place, counted in numbers.
    ///
    /// - Throws: `SystemError.diskFull`, `.storage`; `StoreError.malformed` for something that is no digest.
    package func write(_ outputs: Vector, of digest: String, at place: Int) throws {
        let file = try OpenFile(self.place(digest) + ".part", O_WRONLY | O_CREAT | O_NOFOLLOW, mode: 0o600)
        try file.seek(to: 4 * place)
        try outputs.withUnsafeBufferPointer { try file.write($0.span.bytes) }
    }

    /// Gives the outputs their name: all are written.
    ///
    /// - Parameter count: how many numbers they are.
    /// - Throws: `StoreError.corrupt` where others were written; `SystemError.storage`.
    package func finish(_ digest: String, count: Int) throws {
        let place = try place(digest)
        let size = try OpenFile(place + ".part", O_RDONLY | O_NOFOLLOW).size()
        guard size == 4 * count else {
            throw StoreError(.corrupt, "\(place).part has \(size) bytes of \(4 * count)")
        }
        try LocalFileSystem().rename(place + ".part", to: place)
    }

    /// Reads an order's outputs, slice after slice.
    ///
    /// - Parameters:
    ///   - numbers: of each slice.
    ///   - take: called for each slice.
    /// - Throws: `SystemError.notFound` before all are there, `.storage`; `StoreError.corrupt` where they are
    ///   another number; what `take` throws.
    package func read(
        _ digest: String, numbers: [Int], take: (_ slice: Int, _ outputs: [Float]) throws -> Void
    ) throws {
        let file = try OpenFile(place(digest), O_RDONLY | O_NOFOLLOW)
        let (size, count) = (try file.size(), numbers.reduce(0, +))
        guard size == 4 * count else {
            throw StoreError(.corrupt, "\(file.path) has \(size) bytes of \(4 * count)")
        }
        var offset = 0
        for (slice, count) in numbers.enumerated() {
            try take(slice, try file.read(Float.self, count: count, at: offset))
            offset += 4 * count
        }
    }

    /// Removes an order's outputs, whole or not.
    ///
    /// - Throws: `SystemError.storage`.
    package func remove(_ digest: String) throws {
        for name in [try place(digest), try place(digest) + ".part"] { try LocalFileSystem().remove(name) }
    }

    /// Removes all: whoever waits asks again.
    ///
    /// - Throws: `SystemError.storage`.
    package func removeAll() throws {
        for name in try Folder.names(in: path) { try LocalFileSystem().remove("\(path)/\(name)") }
    }
}
