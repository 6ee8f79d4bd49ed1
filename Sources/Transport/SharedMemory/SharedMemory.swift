import CLinux
import Glibc
import System

/// Memory that processes of one machine share: an anonymous file (memfd) that lives as long as somebody uses
/// it, and that is sealed at its size, so that no process can make another's access fail.
///
/// `@unchecked Sendable` because the mapping itself never changes; who may touch which part is for the users
/// to say.
package final class SharedMemory: @unchecked Sendable {
    package let start: UnsafeMutableRawPointer
    private let bytes: Int
    private let descriptor: Int32

    /// Sets memory aside, zero at first; a page counts only once it is touched.
    ///
    /// - Parameter token: stands behind the contents, and tells this memory from any other.
    /// - Throws: `process` where the system has none.
    package convenience init(bytes: Int, token: UInt64) throws(TransportError) {
        let descriptor = linux_memory_file("lockstep")
        guard descriptor >= 0 else { throw Self.failed("setting shared memory aside") }
        guard ftruncate(descriptor, Self.size(bytes)) == 0,
            fcntl(descriptor, Self.addSeals, Self.sizeSeals | 1) == 0
        else {
            let error = Self.failed("setting \(bytes) bytes of shared memory aside")
            close(descriptor)
            throw error
        }
        try self.init(mapping: descriptor, bytes: bytes, isWritable: true)
        start.storeBytes(of: token, toByteOffset: bytes, as: UInt64.self)
    }

    /// Opens memory that another process has set aside.
    ///
    /// - Parameters:
    ///   - path: `/proc/PID/fd/N`.
    ///   - bytes, token: as it was set aside.
    /// - Throws: `malformed` for another path, or what is not that memory; `process`.
    package convenience init(
        path: String, bytes: Int, token: UInt64, isWritable: Bool
    ) throws(TransportError) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "proc", parts[3] == "fd",
            UInt32(parts[2]) != nil, UInt32(parts[4]) != nil
        else {
            throw TransportError(
                .malformed, "\(path.debugDescription) is no shared memory; expected /proc/PID/fd/N")
        }
        let descriptor = open(path, (isWritable ? O_RDWR : O_RDONLY) | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failed("opening \(path)") }
        guard Self.isSealed(descriptor), lseek(descriptor, 0, SEEK_END) == Self.size(bytes) else {
            close(descriptor)
            throw TransportError(.malformed, "\(path) is no sealed memory for \(bytes) bytes")
        }
        try self.init(mapping: descriptor, bytes: bytes, isWritable: isWritable)
        guard start.loadUnaligned(fromByteOffset: bytes, as: UInt64.self) == token else {
            throw TransportError(
                .malformed,
                "\(path) is not the memory that was offered: the coordinator is in another container")
        }
    }

    private init(mapping descriptor: Int32, bytes: Int, isWritable: Bool) throws(TransportError) {
        let protection = isWritable ? PROT_READ | PROT_WRITE : PROT_READ
        guard let start = mmap(nil, Self.size(bytes), protection, MAP_SHARED, descriptor, 0),
            start != MAP_FAILED
        else {
            let error = Self.failed("mapping \(bytes) bytes of shared memory")
            close(descriptor)
            throw error
        }
        self.start = start
        self.bytes = bytes
        self.descriptor = descriptor
    }

    deinit {
        munmap(start, Self.size(bytes))
        close(descriptor)
    }

    /// Where another process of the same user opens the memory while this one holds it.
    package var path: String { "/proc/\(getpid())/fd/\(descriptor)" }

    /// Of the file: the contents and the token.
    private static func size(_ bytes: Int) -> Int { bytes + MemoryLayout<UInt64>.size }

    private static func isSealed(_ descriptor: Int32) -> Bool {
        let seals = fcntl(descriptor, getSeals)
        return seals >= 0 && seals & sizeSeals == sizeSeals
    }

    // Of linux/fcntl.h, which Glibc's module leaves out: F_ADD_SEALS, F_GET_SEALS, F_SEAL_SHRINK |
    // F_SEAL_GROW (and 1, F_SEAL_SEAL).
    private static let addSeals: Int32 = 1033
    private static let getSeals: Int32 = 1034
    private static let sizeSeals: Int32 = 2 | 4

    private static func failed(_ attempt: String) -> TransportError {
        TransportError(.memory, "\(attempt): \(SystemCall.words())")
    }
}
