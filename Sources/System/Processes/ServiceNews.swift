import Glibc

/// What the service manager waits to hear that started this process (systemd's `Type=notify`, sd_notify(3)).
package enum ServiceNews: String, Sendable {
    /// What the process is for, it does from now on.
    case ready = "READY=1"
    /// The process is about to end.
    case stopping = "STOPPING=1"

    /// Tells the manager of the environment; nothing happens where there is none.
    package func tell() {
        if let path = getenv("NOTIFY_SOCKET") { tell(at: String(cString: path)) }
    }

    /// Tells a manager; nothing happens where it does not listen.
    ///
    /// - Parameter path: of its socket, with `@` before an abstract one.
    package func tell(at path: String) {
        let bytes = Array(path.utf8)
        var address = sockaddr_un()
        guard path.hasPrefix("/") || path.hasPrefix("@"), bytes.count <= SystemLimits.socketPathBytes else {
            return
        }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { place in
            place.copyBytes(from: bytes)
            if bytes.first == UInt8(ascii: "@") { place[0] = 0 }
        }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let words = Array(rawValue.utf8)
        let size = MemoryLayout<sa_family_t>.size + bytes.count
        _ = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, words, words.count, Int32(MSG_NOSIGNAL), $0, socklen_t(size))
            }
        }
    }
}
