import Glibc
import System
import Training

/// Host and port of a `tcp://` address, and what the system knows of them.
struct HostPlace {
    /// A name, or an address without brackets.
    let host: String
    let port: String

    /// Why the system knows no address of a host.
    struct Unknown: Error { let words: String }

    /// An address of a host.
    struct Found {
        let family: Int32
        fileprivate let bytes: [UInt8]
    }

    /// Nil for what is no `tcp://HOST:PORT`.
    init?(_ address: String) {
        guard address.hasPrefix("tcp://"), let colon = address.lastIndex(of: ":") else { return nil }
        host = address[..<colon].dropFirst("tcp://".count).filter { $0 != "[" && $0 != "]" }
        port = String(address[address.index(after: colon)...])
        guard !host.isEmpty, UInt16(port) != nil else { return nil }
    }

    /// Whether libzmq is to look for IPv6 addresses: it takes one kind or the other. A name that has both is
    /// left to IPv4, on which each coordinator listens that listens on `[::]`, too; one that is not known yet
    /// is looked for as either.
    var needsIPv6: Bool {
        guard let found = try? addresses() else { return true }
        return !found.contains { $0.family == AF_INET }
    }

    /// - Throws: where the system knows none.
    func addresses() throws(Unknown) -> [Found] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, port, &hints, &list)
        guard code == 0 else { throw Unknown(words: String(cString: gai_strerror(code))) }
        defer { freeaddrinfo(list) }
        var found: [Found] = []
        var next = list
        while let entry = next?.pointee {
            let bytes = UnsafeRawBufferPointer(start: entry.ai_addr, count: Int(entry.ai_addrlen))
            found.append(Found(family: entry.ai_family, bytes: Array(bytes)))
            next = entry.ai_next
        }
        return found
    }
}

extension HostPlace.Found {
    /// Tries to connect.
    ///
    /// - Returns: nil where the other end accepts; else the system's words.
    func connect(timeout: Duration) -> String? {
        let descriptor = socket(
            family, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return SystemCall.words() }
        defer { close(descriptor) }
        let result = bytes.withUnsafeBytes { bytes in
            bytes.baseAddress.map {
                Glibc.connect(descriptor, $0.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
            }
        }
        if result == 0 { return nil }
        guard errno == EINPROGRESS else { return SystemCall.words() }
        var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard poll(&entry, 1, Int32(clamping: timeout.wholeMilliseconds)) > 0 else { return "no answer" }
        var number: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &number, &size)
        return number == 0 ? nil : SystemCall.words(number)
    }
}
