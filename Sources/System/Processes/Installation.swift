import Glibc

/// Where the executables that belong together lie.
package enum Installation {
    /// How the running command was called, as a person can call it again from the same folder.
    package static var command: String {
        let called = CommandLine.arguments.first ?? "lockstep"
        guard let folder = getcwd(nil, 0) else { return called }
        defer { free(folder) }
        let prefix = String(cString: folder) + "/"
        return called.hasPrefix(prefix) ? String(called.dropFirst(prefix.count)) : called
    }

    /// The path of another executable of this installation: beside the running one.
    ///
    /// - Throws: `notFound` where it is missing.
    package static func executable(_ name: String) throws(SystemError) -> String {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let length = readlink("/proc/self/exe", &buffer, buffer.count)
        let own = String(decoding: buffer.prefix(max(0, length)), as: UTF8.self)
        let folder = own.lastIndex(of: "/").map { String(own[..<$0]) } ?? "."
        let path = "\(folder)/\(name)"
        guard access(path, X_OK) == 0 else {
            throw SystemError(.notFound, "\(path) is missing; build or install the whole of Lockstep again")
        }
        return path
    }
}
