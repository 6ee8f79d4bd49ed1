package import Glibc
package import Transport

/// A folder for the sockets and keys of one test, removed with all that is in it.
package final class ZeroMQFolder {
    package let path: String

    package init() throws {
        var template = Array("/tmp/lockstep-zmq-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw NotThere() }
        path = String(cString: made)
    }

    deinit {
        guard let folder = opendir(path) else { return }
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { unlink("\(path)/\(name)") }
        }
        closedir(folder)
        rmdir(path)
    }

    package func write(_ text: String, to name: String, mode: mode_t = 0o644) {
        let descriptor = open("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC, mode)
        _ = Glibc.write(descriptor, Array(text.utf8), text.utf8.count)
        close(descriptor)
    }
}

package enum ZeroMQFixture {
    package static let options = Socket.Options(linger: .zero, largestFrame: 1 << 20)

    /// For sockets that listen and tell who comes and goes.
    package static let watchingOptions: Socket.Options = {
        var watching = options
        watching.watchesConnections = true
        return watching
    }()

    /// For clients that are not admitted: they try again after a fifth of a second.
    package static let hastyOptions: Socket.Options = {
        var hasty = options
        hasty.handshakeTimeout = .milliseconds(200)
        return hasty
    }()

    package static func message(_ header: String, frame: [UInt8]? = nil) -> OutgoingMessage {
        OutgoingMessage(header: Array(header.utf8), frame: frame.map { .bytes($0) })
    }

    package static func text(_ message: ReceivedMessage) -> String {
        String(decoding: message.parts.first?.bytes ?? [], as: UTF8.self)
    }

    /// Polls until `isDone`; fails the test when nothing comes of it.
    package static func poll(_ items: [Poller.Item], until isDone: () throws -> Bool) throws {
        for _ in 0..<1500 {
            if try isDone() { return }
            _ = try Poller.wait(for: items, timeout: .milliseconds(20))
        }
        throw NotThere()
    }

    /// Sends until the connection is up and the message has been taken.
    package static func send(_ message: OutgoingMessage, on socket: Socket, to peer: RoutingID? = nil) throws
    {
        try poll([.socket(socket, .writable)]) { try socket.send(message, to: peer) == .sent }
    }

    package static func receive(on socket: Socket) throws -> ReceivedMessage {
        var received: ReceivedMessage?
        try poll([.socket(socket, .readable)]) {
            received = try socket.receive()
            return received != nil
        }
        guard let received else { throw NotThere() }
        return received
    }

    /// A plain TCP connection to an endpoint of the form `tcp://127.0.0.1:PORT`.
    package static func connectPlainly(to endpoint: String) throws -> Int32 {
        guard let port = UInt16(endpoint.split(separator: ":").last ?? "") else { throw NotThere() }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw NotThere() }
        return descriptor
    }

    /// A connection to a Unix socket on which the handshake of ZMTP 3.0 (ZeroMQ RFC 23) has been done by
    /// hand, and the other end's half has been read.
    package static func connectByHand(to path: String) throws -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw NotThere() }
        var handshake: [UInt8] = [0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 0]
        handshake += Array("NULL".utf8) + Array(repeating: 0, count: 16 + 32)
        let ready = [5] + Array("READY".utf8) + [11] + Array("Socket-Type".utf8) + [0, 0, 0, 6]
        let body = ready + Array("DEALER".utf8)
        handshake += [4, UInt8(body.count)] + body
        guard write(descriptor, handshake, handshake.count) == handshake.count else { throw NotThere() }
        // A greeting, and a READY that names the socket's type and its empty identity.
        var answer = [UInt8](repeating: 0, count: 64 + 2)
        guard recv(descriptor, &answer, 66, Int32(MSG_WAITALL)) == 66 else { throw NotThere() }
        var rest = [UInt8](repeating: 0, count: Int(answer[65]))
        guard recv(descriptor, &rest, rest.count, Int32(MSG_WAITALL)) == rest.count else {
            throw NotThere()
        }
        return descriptor
    }
}

/// What a test waited for, or needs, is not there.
package struct NotThere: Error {}
