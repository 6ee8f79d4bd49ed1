import Glibc
import System

/// The path in an `ipc://` address; nil for any other address.
///
/// - Throws: `badAddress` for a path that no Unix socket can have.
func unixSocketPath(of address: String) throws(TransportError) -> String? {
    guard address.hasPrefix("ipc://") else { return nil }
    let path = String(address.dropFirst("ipc://".count))
    guard !path.isEmpty, path.utf8.count <= SystemLimits.socketPathBytes else {
        throw TransportError(
            .badAddress,
            """
            \(address): the path of a Unix socket has 1 to \(SystemLimits.socketPathBytes) bytes, this one \
            \(path.utf8.count); choose a shorter folder
            """)
    }
    return path
}

/// Whether a process listens on the Unix socket at `path`.
func unixSocketAnswers(_ path: String) -> Bool {
    var address = sockaddr_un()
    guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let descriptor = socket(
        AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    let result = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
    }
    // A listener whose queue is full answers EAGAIN.
    return result == 0 || errno == EAGAIN
}
