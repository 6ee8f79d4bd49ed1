import Glibc
import System
import Training

/// A lock of a state directory: one process at a time.
///
/// It is held until the value goes, or until the process ends in whatever way: the kernel lets go of it. The
/// file stays, with the number of the process that held the lock last.
package final class StateLock {
    private let file: OpenFile

    /// - Throws: `StoreError.inUse`, naming the holder; `.storage`; `.diskFull`.
    package init(path: String) throws {
        file = try Self.acquire(path)
    }

    private static func acquire(_ path: String) throws -> OpenFile {
        guard let file = try take(path) else {
            let process = holder(path).map { "process \($0)" } ?? "another process"
            let folder = Folder.parent(of: path)
            throw StoreError(.inUse, "\(folder) is in use by \(process), which holds the lock \(path)")
        }
        let line = Array("\(getpid())\n".utf8)
        try file.truncate(to: 0)
        try file.write(line.span.bytes)
        return file
    }

    /// The locked file; nil where another holds the lock.
    private static func take(_ path: String) throws -> OpenFile? {
        let file = try OpenFile(path, O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o600)
        for attempt in 1... {
            if try file.tryLock() { break }
            guard attempt < Limits.lockAttempts else { return nil }
            usleep(UInt32(Limits.lockAttemptInterval.nanoseconds / 1000))
        }
        return file
    }

    /// Does something that nobody may do while another holds the lock, and nothing where one does. The file
    /// goes on naming who held it last.
    package static func whileFree(_ path: String, _ body: () throws -> Void) throws {
        guard let file = try take(path) else { return }
        try body()
        _ = consume file
    }

    /// Whether a living process holds the lock.
    ///
    /// - Throws: `SystemError.storage` where the file cannot be opened; `.notFound` where it goes meanwhile.
    package static func isHeld(_ path: String) throws -> Bool {
        guard Folder.exists(path) else { return false }
        // Those who look at the same time do not see each other.
        return try !OpenFile(path, O_RDWR | O_NOFOLLOW).tryLock(isShared: true)
    }

    /// The process that holds the lock or held it last; nil if the file does not tell.
    package static func holder(_ path: String) -> Int? {
        guard let bytes = try? OpenFile(path, O_RDONLY | O_NOFOLLOW).readAll(limit: 32) else { return nil }
        return Int(String(decoding: bytes, as: UTF8.self).filter { !$0.isNewline })
    }
}
