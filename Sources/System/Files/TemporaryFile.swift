package import Glibc
import Synchronization

/// A file in the making that takes its name only when it is complete: the name holds the old contents or the
/// new ones, whatever happens, and never anything else.
///
/// It is written beside its destination under a name of its own, forced to the disk, renamed, and then the
/// folder is forced to the disk. A temporary file that is given up is removed. One that a dead process left
/// is not locked any more, and `removeLeftovers(in:)` finds it.
package struct TemporaryFile: ~Copyable {
    /// Where the file will be.
    package let destination: String
    /// Where it is meanwhile: `.NAME.tmp-PID-COUNTER` in the same folder.
    package let path: String
    private let file: OpenFile
    private let fileSystem: any FileSystem
    private var isPlaced = false

    /// Tells one process's temporary files apart; begins with the time, since a process number may come
    /// again.
    private static let counter = Atomic<UInt64>(clockNanoseconds())

    /// Creates the file under its temporary name.
    ///
    /// - Parameter mode: permissions, less the process's umask.
    /// - Throws: `diskFull`, `notFound` (the folder) or `storage`.
    package init(for destination: String, mode: mode_t, fileSystem: any FileSystem) throws(SystemError) {
        let count = Self.counter.add(1, ordering: .relaxed).newValue
        let name = ".\(Folder.name(of: destination)).tmp-\(getpid())-\(count)"
        path = Folder.parent(of: destination) + "/" + name
        file = try fileSystem.create(path, mode: mode)
        self.destination = destination
        self.fileSystem = fileSystem
    }

    deinit {
        // What cannot be removed now is a leftover for the next start.
        if !isPlaced { try? fileSystem.remove(path) }
    }

    /// - Throws: `diskFull` or `storage`.
    package func append(_ bytes: RawSpan) throws(SystemError) { try fileSystem.write(bytes, to: file) }

    /// Makes the file durable and puts it in its place.
    ///
    /// - Throws: `diskFull`, `notFound` (the folder) or `storage`. If the failure came after the rename, the
    ///   new contents are there but may not survive a power cut.
    package mutating func place() throws(SystemError) {
        try fileSystem.sync(file)
        try fileSystem.rename(path, to: destination)
        isPlaced = true
        try fileSystem.syncFolder(Folder.parent(of: destination))
    }

    /// Removes the temporary files in a folder that no living process is writing.
    ///
    /// - Returns: the names of the removed files.
    /// - Throws: `notFound` (the folder) or `storage`.
    @discardableResult
    package static func removeLeftovers(in folder: String) throws(SystemError) -> [String] {
        var removed: [String] = []
        for name in try Folder.names(in: folder) where isTemporary(name) {
            if try removeUnlocked(folder + "/" + name) { removed.append(name) }
        }
        return removed
    }

    private static func removeUnlocked(_ path: String) throws(SystemError) -> Bool {
        do {
            let file = try OpenFile(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK)
            guard try file.tryLock() else { return false }
            // Removed under its lock: whoever is only now creating it waits, sees it gone and begins anew.
            try LocalFileSystem().remove(path)
            return true
        } catch  where error.code == .notFound {
            return false
        }
    }

    private static func isTemporary(_ name: String) -> Bool {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        return name.hasPrefix(".") && parts.count >= 3 && parts[parts.count - 3].hasSuffix(".tmp")
            && parts.suffix(2).allSatisfy { UInt64($0) != nil }
    }

    private static func clockNanoseconds() -> UInt64 {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
    }
}
