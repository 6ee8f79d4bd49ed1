/// The address of a peer: the number of the socket that it came in by, and the bytes that name its connection
/// there. They mean nothing to the logic.
package struct PeerID: Hashable, Sendable {
    package let socket: Int
    package let identity: [UInt8]

    package init(socket: Int, identity: [UInt8]) {
        self.socket = socket
        self.identity = identity
    }
}
