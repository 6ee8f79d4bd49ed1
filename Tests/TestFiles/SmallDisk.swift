import Glibc

/// A file system of 64 KiB in a folder of its own, for what has to cope with a full disk; gone with the
/// value.
package final class SmallDisk {
    private let folder: TemporaryFolder
    package var path: String { folder.path }

    /// - Throws: the reason where this process may not mount anything.
    package init() throws {
        folder = try TemporaryFolder()
        guard mount("tmpfs", folder.path, "tmpfs", 0, "size=64k") == 0 else {
            throw CannotMount(number: errno)
        }
    }

    /// Detached, because a file on it may still be open; what is open stays until it is closed.
    deinit { umount2(folder.path, Int32(MNT_DETACH)) }

    /// The path of a name on the disk.
    package func callAsFunction(_ name: String) -> String { folder(name) }

    package func names() throws -> [String] { try folder.names() }

    /// Whether this process may mount file systems; where it may not, tests that need one are skipped and say
    /// so.
    package static var isPossible: Bool { (try? SmallDisk()) != nil }

    private struct CannotMount: Error { let number: Int32 }
}
