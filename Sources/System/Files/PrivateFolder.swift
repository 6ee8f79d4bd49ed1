import Glibc

/// A folder that nobody but this user has a hand in: where sockets are, to which anybody could connect who
/// can get in, and what a coordinator keeps.
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
    package static func check(_ path: String) throws(SystemError) {
        guard try isFolder(path) else { throw refusal(of: path, "is not a folder") }
    }

    /// Checks a folder that exists and all that is in it, to any depth: whoever could once put something
    /// there could have put a link to another file of this user's, which would then be written to.
    ///
    /// - Throws: as `check`, with the path of what somebody else has a hand in.
    package static func checkAll(_ path: String) throws(SystemError) {
        try check(path)
        var folders = [path]
        while let folder = folders.popLast() {
            for name in try ifThere({ () throws(SystemError) in try Folder.names(in: folder) }) ?? [] {
                let found = "\(folder)/\(name)"
                if try ifThere({ () throws(SystemError) in try isFolder(found) }) == true {
                    folders.append(found)
                }
            }
        }
    }

    /// Nil for what has gone meanwhile: in a folder that is private, by this user's own processes.
    private static func ifThere<Value>(
        _ look: () throws(SystemError) -> Value
    ) throws(SystemError) -> Value? {
        do {
            return try look()
        } catch  where error.code == .notFound {
            return nil
        }
    }

    /// Whether a path is a folder's; it is checked in any case.
    private static func isFolder(_ path: String) throws(SystemError) -> Bool {
        var status = stat()
        try SystemCall.check("inspect", path) { lstat(path, &status) }
        if let flaw = flaw(status) { throw refusal(of: path, flaw) }
        return status.st_mode & S_IFMT == S_IFDIR
    }

    private static func flaw(_ status: stat) -> String? {
        let kind = status.st_mode & S_IFMT
        if status.st_uid != geteuid() { return "belongs to user \(status.st_uid), not to \(geteuid())" }
        if kind == S_IFLNK { return "is a symbolic link" }
        if ![S_IFREG, S_IFDIR, S_IFSOCK].contains(kind) { return "is neither a file nor a folder" }
        // Who may connect to a socket is for its folder to say.
        if kind != S_IFSOCK, status.st_mode & 0o022 != 0 {
            return "can be written to by others (mode \(String(status.st_mode & 0o7777, radix: 8)))"
        }
        return nil
    }

    private static func refusal(of path: String, _ flaw: String) -> SystemError {
        SystemError(
            .storage,
            "\(path) \(flaw); nobody else may have a hand in sockets, logs and runs. Remove it, fix its "
                + "owner and mode (chmod go-w), or name a folder of your own")
    }
}
