package import Glibc

/// The operations that an atomic write is made of, so that a test can stop or fail at each of them.
package protocol FileSystem: Sendable {
    /// Creates a file that must not exist yet and takes its lock.
    ///
    /// - Throws: `exists`, `notFound` (the folder), `diskFull` or `storage`.
    func create(_ path: String, mode: mode_t) throws(SystemError) -> OpenFile
    /// Writes all of `bytes` at the end of the file.
    ///
    /// - Throws: `diskFull` or `storage`.
    func write(_ bytes: RawSpan, to file: borrowing OpenFile) throws(SystemError)
    /// Returns when the file's contents have reached the disk.
    ///
    /// - Throws: `diskFull` or `storage`.
    func sync(_ file: borrowing OpenFile) throws(SystemError)
    /// Gives a file another name, replacing what had that name.
    ///
    /// - Throws: `notFound`, `diskFull` (for the name) or `storage`.
    func rename(_ path: String, to destination: String) throws(SystemError)
    /// Returns when the names in a folder have reached the disk.
    ///
    /// - Throws: `notFound`, `diskFull` or `storage`.
    func syncFolder(_ path: String) throws(SystemError)
    /// Removes a file; one that does not exist is no error.
    ///
    /// - Throws: `storage`.
    func remove(_ path: String) throws(SystemError)
}

/// The operating system's files.
package struct LocalFileSystem: FileSystem {
    package init() {}

    package func create(_ path: String, mode: mode_t) throws(SystemError) -> OpenFile {
        while true {
            let file = try OpenFile(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode)
            try file.lock()
            // Between creation and lock, another process that tidies up may have taken the file for a
            // leftover.
            if try file.status().st_nlink > 0 { return file }
        }
    }

    package func write(_ bytes: RawSpan, to file: borrowing OpenFile) throws(SystemError) {
        try file.write(bytes)
    }

    package func sync(_ file: borrowing OpenFile) throws(SystemError) { try file.sync() }

    package func rename(_ path: String, to destination: String) throws(SystemError) {
        try SystemCall.check("replace", destination) { Glibc.rename(path, destination) }
    }

    package func syncFolder(_ path: String) throws(SystemError) {
        let folder = try OpenFile(path, O_RDONLY | O_DIRECTORY)
        try folder.sync()
    }

    package func remove(_ path: String) throws(SystemError) {
        do {
            try SystemCall.check("remove", path) { unlink(path) }
        } catch  where error.code == .notFound {
            return
        }
    }
}
