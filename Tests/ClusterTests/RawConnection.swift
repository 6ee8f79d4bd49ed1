import Foundation
import Glibc
import TestFiles

/// A connection below ZeroMQ: whatever bytes a stranger may send, to a Unix socket or to a port of this
/// machine.
final class RawConnection {
    struct Failure: Error, CustomStringConvertible { let description: String }

    private let descriptor: Int32

    /// - Throws: where nobody listens at `path`.
    convenience init(path: String) throws {
        var address = sockaddr_un()
        guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw Failure(description: "\(path) is too long for a Unix socket")
        }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        try self.init(AF_UNIX, address)
    }

    /// - Throws: where nobody listens at `port`.
    convenience init(port: Int) throws {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        try self.init(AF_INET, address)
    }

    private init<Address>(_ family: Int32, _ address: Address) throws {
        descriptor = socket(family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        // Whoever is stopped reads nothing: no write waits for ever.
        var patience = timeval(tv_sec: 1, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        let result = withUnsafeBytes(of: address) {
            connect(descriptor, $0.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t($0.count))
        }
        guard result == 0 else {
            let reason = String(cString: strerror(errno))
            close(descriptor)
            throw Failure(description: "nobody to connect to: \(reason)")
        }
    }

    deinit { close(descriptor) }

    /// Sends bytes, as far as the other end takes them.
    ///
    /// - Returns: how many it took.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Int {
        max(
            0,
            bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            })
    }

    /// Waits until the other end has closed the connection; what it sends meanwhile is thrown away.
    ///
    /// - Returns: false where it has not within `milliseconds` without a byte.
    func isClosed(within milliseconds: Int32) -> Bool {
        var bytes = [UInt8](repeating: 0, count: 4096)
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        while poll(&entry, 1, milliseconds) > 0 {
            if recv(descriptor, &bytes, bytes.count, 0) <= 0 { return true }
        }
        return false
    }

    // MARK: ZMTP 3 by hand (ZeroMQ RFC 23 and 37)

    /// The 64 bytes with which each side begins.
    static func greeting(_ mechanism: String) -> [UInt8] {
        let name = Array(mechanism.utf8)
        return [0xFF] + Array(repeating: 0, count: 8) + [0x7F, 3, 0] + name
            + Array(repeating: 0, count: 20 - name.count) + Array(repeating: 0, count: 32)
    }

    /// The command that ends the handshake of the mechanism NULL.
    static let ready: [UInt8] = {
        let body =
            [5] + Array("READY".utf8) + [11] + Array("Socket-Type".utf8) + [0, 0, 0, 6] + Array("DEALER".utf8)
        return [4, UInt8(body.count)] + body
    }()

    /// A frame of at most 255 bytes.
    static func frame(_ bytes: [UInt8], hasMore: Bool = false) -> [UInt8] {
        [hasMore ? 1 : 0, UInt8(bytes.count)] + bytes
    }

    /// The beginning of a frame that claims to have `size` bytes.
    static func longFrameStart(_ size: UInt64, hasMore: Bool = false) -> [UInt8] {
        [hasMore ? 3 : 2] + withUnsafeBytes(of: size.bigEndian) { Array($0) }
    }
}
