import Glibc
import Testing

/// What tests of a full disk need of the machine.
enum SmallFileSystem {
    static let condition: Comment = "only root may mount a small file system, and no container may forbid it"

    /// Whether one can be mounted, found out by doing so.
    static let canBeMounted: Bool = {
        guard let folder = try? TemporaryFolder(), mount("tmpfs", folder.path, "tmpfs", 0, "size=64k") == 0
        else { return false }
        return umount(folder.path) == 0
    }()
}
