import Glibc

/// A folder that belongs to this user alone: where local sockets are, which anybody could connect to who can
/// get in.
package enum PrivateFolder {
    /// Creates the folder with mode 0700, or checks one that exists and closes it to others.
    ///
    /// - Throws: `SystemError.storage` if it is no folder (a symbolic link is none), or somebody else owns
    ///   it or can write to it.
    package static func prepare(_ path: String) throws {
        if try Folder.createNew(path, mode: 0o700) { return }
        try check(path)
        try SystemCall.check("close to others", path) { chmod(path, 0o700) }
    }

    /// Checks a folder that exists.
    ///
    /// - Throws: as `prepare`; `SystemError.notFound` where there is nothing.
    package static func check(_ path: String) throws {
        var status = stat()
        try SystemCall.check("inspect", path) { lstat(path, &status) }
        let mode = String(status.st_mode & 0o7777, radix: 8)
        let flaw: String? =
            if status.st_mode & S_IFMT != S_IFDIR {
                "is not a folder"
            } else if status.st_uid != geteuid() {
                "belongs to user \(status.st_uid), not to \(geteuid())"
            } else if status.st_mode & 0o022 != 0 {
                "can be written to by others (mode \(mode))"
            } else {
                nil
            }
        if let flaw {
            throw SystemError(
                .storage,
                "\(path) \(flaw); sockets need a folder of this user's own. Remove it, or fix its owner and "
                    + "mode"
            )
        }
    }
}
