import CLinux
import Glibc
import System

/// A file that lives in memory and is read and written as any other.
final class MemoryFile: Sendable {
    private let descriptor: Int32

    init() throws {
        descriptor = linux_memory_file("hostile")
        guard descriptor >= 0 else { throw BrokenPromise("the system has no memory for a file") }
    }

    deinit { close(descriptor) }

    var path: String { "/proc/self/fd/\(descriptor)" }

    func put(_ bytes: UnsafeRawBufferPointer) {
        ftruncate(descriptor, 0)
        if !bytes.isEmpty { pwrite(descriptor, bytes.baseAddress, bytes.count, 0) }
    }

    func bytes() throws -> [UInt8] { try OpenFile(path, O_RDONLY).readAll() }
}

/// Writes every file that is made into one memory file.
struct MemoryFileSystem: FileSystem {
    let file: MemoryFile

    func create(_ path: String, mode: mode_t) throws(SystemError) -> OpenFile {
        try OpenFile(file.path, O_RDWR | O_TRUNC)
    }

    func write(_ bytes: RawSpan, to file: borrowing OpenFile) throws(SystemError) { try file.write(bytes) }
    func sync(_ file: borrowing OpenFile) throws(SystemError) {}
    func rename(_ path: String, to destination: String) throws(SystemError) {}
    func syncFolder(_ path: String) throws(SystemError) {}
    func remove(_ path: String) throws(SystemError) {}
}
