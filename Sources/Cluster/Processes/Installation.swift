import Glibc

/// Where the executables that belong together lie.
public enum Installation {
    /// The path of another executable of this installation: beside the running one.
    ///
    /// - Throws: `notFound` where it is missing.
    public static func executable(_ name: String) throws(ClusterError) -> String {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let length = readlink("/proc/self/exe", &buffer, buffer.count)
        let own = String(decoding: buffer.prefix(max(0, length)), as: UTF8.self)
        let folder = own.lastIndex(of: "/").map { String(own[..<$0]) } ?? "."
        let path = "\(folder)/\(name)"
        guard access(path, X_OK) == 0 else {
            throw ClusterError(.notFound, "\(path) is missing; build or install the whole of Lockstep again")
        }
        return path
    }
}
