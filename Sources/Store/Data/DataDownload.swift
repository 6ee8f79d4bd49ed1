import System
import Training

/// Data that arrive in parts and enter the cache only when they are all there and have the promised digest.
///
/// The parts go to a temporary file of this process's own, so that others may fetch the same data at the same
/// time. One thread uses it. Giving it up removes the temporary file.
package final class DataDownload {
    package enum Progress: Sendable, Equatable {
        /// The next part begins at this offset.
        case incomplete(nextOffset: Int)
        /// The data are in the cache.
        case complete
    }

    package let digest: String
    /// Size of the data in bytes.
    package let size: Int
    /// Bytes that have arrived: where the next part begins.
    package private(set) var received = 0
    private let cache: DataCache
    private var running = RunningDigest()
    private var file: TemporaryFile?
    private var isComplete = false

    /// - Throws: `StoreError.malformed` for something that is no digest; `.oversize` above
    ///   `Limits.dataBytes`.
    package init(into cache: DataCache, digest: String, size: Int) throws {
        _ = try cache.path(digest)
        guard (0...Limits.dataBytes).contains(size) else {
            throw StoreError(.oversize, "data of \(size) bytes; 0 to \(Limits.dataBytes) are allowed")
        }
        self.cache = cache
        self.digest = digest
        self.size = size
    }

    /// Adds a part. One that does not begin where the last one ended (a part sent twice, or after a lost one)
    /// changes nothing.
    ///
    /// - Throws: `StoreError.corrupt` if more bytes come than promised, or the whole has another digest;
    ///   `.diskFull`; `.storage`. After any of them the download begins anew at offset 0.
    package func append(_ bytes: [UInt8], at offset: Int) throws -> Progress {
        if isComplete { return .complete }
        guard offset == received, !bytes.isEmpty || size == 0 else {
            return .incomplete(nextOffset: received)
        }
        do {
            guard bytes.count <= size - received else {
                throw StoreError(.corrupt, "data \(digest): more than the \(size) promised bytes came")
            }
            return try add(bytes)
        } catch {
            restart()
            throw error
        }
    }

    /// Forgets what has arrived.
    package func restart() {
        file = nil
        isComplete = false
        received = 0
        running = RunningDigest()
    }

    private func add(_ bytes: [UInt8]) throws -> Progress {
        if file == nil {
            file = try TemporaryFile(for: cache.path(digest), mode: 0o644, fileSystem: cache.fileSystem)
        }
        try file?.append(bytes.span.bytes)
        running.update(bytes.span.bytes)
        received += bytes.count
        guard received == size else { return .incomplete(nextOffset: received) }
        guard running.text == digest else {
            throw StoreError(.corrupt, "data \(digest) arrived with the digest \(running.text)")
        }
        try file?.place()
        file = nil
        isComplete = true
        return .complete
    }
}
