/// What can go wrong where Lockstep touches the world: sockets, messages, processes, files.
package struct ClusterError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Code: Sendable {
        // Sockets.

        /// libzmq failed for a reason that has no case of its own.
        case zeroMQ
        /// The process is shutting down: the socket's context has been told to end.
        case shuttingDown
        /// Somebody listens on the address already.
        case addressInUse
        /// The address is malformed, or cannot be bound or reached for a reason that lies in it.
        case badAddress
        /// CURVE is needed and missing: a TCP address without keys, or a libzmq built without it.
        case noCurve
        /// A key or key file is malformed, or others can read a secret.
        case badKey
        /// The peer has gone.
        case unreachable
        /// What was waited for did not come in time.
        case timedOut

        // Messages.

        /// A message breaks the rules of `lockstep.proto`.
        case malformed
        /// A message, field or file is larger than allowed.
        case oversize
        /// A frame's CRC-32C differs from what its header declares.
        case crcMismatch
        /// The peer speaks another version of the messages.
        case protocolVersion

        // Files and processes.

        /// A file or folder cannot be read or written.
        case storage
        /// What a file holds is not what was written.
        case corrupt
        case diskFull
        /// A file, folder or run that is not there.
        case notFound
        /// Another process holds the file or folder.
        case inUse
        /// A process cannot be started or has ended in error.
        case process
        /// The coordinator turned a request down.
        case refused
        /// An option of a command has a value that cannot be.
        case badOption
    }

    package let code: Code
    /// What went wrong, with the offending value, and what was allowed.
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Errors are equal when their codes are.
    package static func == (left: ClusterError, right: ClusterError) -> Bool { left.code == right.code }

    package var description: String { message }
}
