package import Glibc

/// Replacing a file in one step: a reader, or a start after a crash, finds the old contents or the new.
package enum AtomicFile {
    /// Writes `bytes` to `path`.
    ///
    /// - Parameter mode: permissions of a file, less the process's umask.
    /// - Throws: `SystemError.diskFull`, `.notFound` (the folder) or `.storage`. If the failure came after
    ///   the rename, the new contents are there but may not survive a power cut.
    package static func write(
        _ bytes: RawSpan, to path: String, mode: mode_t = 0o644,
        fileSystem: any FileSystem = LocalFileSystem()
    ) throws(SystemError) {
        var file = try TemporaryFile(for: path, mode: mode, fileSystem: fileSystem)
        try file.append(bytes)
        try file.place()
    }

    /// Writes a text as UTF-8.
    ///
    /// - Throws: as for bytes.
    package static func write(
        _ text: String, to path: String, mode: mode_t = 0o644, fileSystem: any FileSystem = LocalFileSystem()
    ) throws(SystemError) {
        let bytes = [UInt8](text.utf8)
        try write(bytes.span.bytes, to: path, mode: mode, fileSystem: fileSystem)
    }
}
