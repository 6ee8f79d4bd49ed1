package import Glibc

/// An open file: owns its descriptor and closes it.
package struct OpenFile: ~Copyable {
    private let descriptor: Int32
    package let path: String

    /// Opens `path`; `O_CLOEXEC` is always set, so that no child inherits the descriptor and with it a lock.
    ///
    /// - Throws: `notFound`; `exists` with `O_EXCL`; `diskFull` with `O_CREAT`; `storage` for all else.
    package init(_ path: String, _ flags: Int32, mode: mode_t = 0) throws(SystemError) {
        let action = flags & O_CREAT == 0 ? "open" : "create"
        descriptor = try SystemCall.check(action, path) { Glibc.open(path, flags | O_CLOEXEC, mode) }
        self.path = path
    }

    deinit { _ = Glibc.close(descriptor) }

    /// What the system says of the file.
    ///
    /// - Throws: `storage`.
    package func status() throws(SystemError) -> stat {
        var status = stat()
        try SystemCall.check("inspect", path) { fstat(descriptor, &status) }
        return status
    }

    /// The file's size in bytes.
    ///
    /// - Throws: `storage`.
    package func size() throws(SystemError) -> Int { Int(try status().st_size) }

    /// Waits for the file's exclusive lock, which lasts until the file is closed or its process ends.
    ///
    /// - Throws: `storage` where the file system has no locks.
    package func lock() throws(SystemError) {
        try SystemCall.check("lock", path) { flock(descriptor, LOCK_EX) }
    }

    /// Takes the file's lock unless another holds it.
    ///
    /// - Parameter isShared: Others may hold it as well, if they share it, too.
    /// - Returns: whether this file has it now.
    /// - Throws: `storage` where the file system has no locks.
    package func tryLock(isShared: Bool = false) throws(SystemError) -> Bool {
        try SystemCall.check("lock", path) {
            let result = flock(descriptor, (isShared ? LOCK_SH : LOCK_EX) | LOCK_NB)
            return result == -1 && errno == EWOULDBLOCK ? 1 : result
        } == 0
    }

    /// Writes all of `bytes` where the last write ended, in as many calls as it takes.
    ///
    /// - Throws: `diskFull` or `storage`; a part of the bytes may have been written.
    package func write(_ bytes: RawSpan) throws(SystemError) {
        var written = 0
        while written < bytes.byteCount {
            let rest = bytes.extracting(droppingFirst: written)
            written += try SystemCall.check("write", path) {
                rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            }
        }
    }

    /// Returns when the contents have reached the disk.
    ///
    /// - Throws: `diskFull` or `storage`.
    package func sync() throws(SystemError) {
        try SystemCall.check("sync", path) { fsync(descriptor) }
    }

    /// Cuts or extends the file to `size` bytes; writing goes on from there.
    ///
    /// - Throws: `diskFull` or `storage`.
    package func truncate(to size: Int) throws(SystemError) {
        try SystemCall.check("truncate", path) { ftruncate(descriptor, off_t(size)) }
        try seek(to: size)
    }

    /// Lets writing go on at `offset`.
    ///
    /// - Throws: `storage`.
    package func seek(to offset: Int) throws(SystemError) {
        try SystemCall.check("seek in", path) { lseek(descriptor, off_t(offset), SEEK_SET) }
    }

    /// Reads at most as many bytes as the buffer takes; 0 at the end of the file.
    func readOnce(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(SystemError) -> Int {
        try SystemCall.check("read", path) {
            pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
        }
    }
}
