package import Glibc

/// Folders: names, creation, what is in them.
package enum Folder {
    /// A path's last part.
    package static func name(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    }

    /// What stands before the points of a path's last part: `load` of `data/load.csv.gz`.
    package static func stem(of path: String) -> String {
        name(of: path).split(separator: ".").first.map(String.init) ?? ""
    }

    /// A path that counts from a folder, from the root.
    package static func absolute(_ path: String, in folder: String) -> String {
        path.hasPrefix("/") ? path : "\(folder)/\(path)"
    }

    /// A path without its last part: `.` for a bare name.
    package static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Creates a folder durably.
    ///
    /// - Returns: false if the name is taken.
    /// - Throws: `notFound` (the folder above), `diskFull` or `storage`.
    package static func createNew(_ path: String, mode: mode_t) throws(SystemError) -> Bool {
        let isNew =
            try SystemCall.check("create the folder", path) {
                let result = mkdir(path, mode)
                return result == -1 && errno == EEXIST ? 1 : result
            } == 0
        if isNew { try LocalFileSystem().syncFolder(parent(of: path)) }
        return isNew
    }

    /// Creates a folder and those above it where they are missing; `mode` is the last one's, 0755 the
    /// others'.
    ///
    /// - Throws: `diskFull`; `storage`, also where something else than a folder has the name.
    package static func create(_ path: String, mode: mode_t) throws(SystemError) {
        if isFolder(path) { return }
        let above = parent(of: path)
        if !isFolder(above) { try create(above, mode: 0o755) }
        if try !createNew(path, mode: mode) && !isFolder(path) {
            throw SystemCall.error("create the folder", path, number: ENOTDIR)
        }
    }

    /// Makes a folder of this process's own, for what need not outlive it; whoever makes it removes it.
    ///
    /// - Returns: its path, in the system's folder for temporary files.
    /// - Throws: `notFound` where `TMPDIR` names no folder; `diskFull` or `storage`.
    package static func makeTemporary(_ name: String) throws(SystemError) -> String {
        let place = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(place)/\(name)-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw SystemCall.error("make a folder in", place, number: errno)
        }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    package static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    package static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// The names in a folder, without `.` and `..`, sorted.
    ///
    /// - Throws: `notFound` or `storage`.
    package static func names(in path: String) throws(SystemError) -> [String] {
        guard let folder = opendir(path) else { throw SystemCall.error("list", path, number: errno) }
        defer { closedir(folder) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(folder) else {
                if errno != 0 { throw SystemCall.error("list", path, number: errno) }
                return names.sorted()
            }
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
    }

    /// The absolute path without symbolic links of something that exists.
    ///
    /// - Throws: `notFound` or `storage`.
    package static func realPath(_ path: String) throws(SystemError) -> String {
        guard let resolved = realpath(path, nil) else { throw SystemCall.error("find", path, number: errno) }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
