import System

/// What can go wrong with sockets, keys, messages and shared memory.
package struct TransportError: CommandError {
    package enum Code: Sendable {
        // Sockets.

        /// libzmq failed for a reason that has no case of its own.
        case zeroMQ
        /// Somebody listens on the address already.
        case addressInUse
        /// No interface of this machine has the address; it may come later.
        case addressMissing
        /// The address is malformed, or cannot be bound or reached for a reason that lies in it.
        case badAddress

        // Keys.

        /// CURVE is needed and missing: a TCP address without keys, or a libzmq built without it.
        case noCurve
        /// A key is malformed, or others can read a secret.
        case badKey
        /// A key of this name is there already: nothing is overwritten.
        case keyExists
        /// A key file, or the folder of the admitted keys, is not there, or is something else.
        case keyFile
        /// A key file cannot be read or written for a reason that lies in the machine: a full disk, rights.
        case keyStorage

        // Messages.

        /// A message breaks the rules of `lockstep.proto`.
        case malformed
        /// A message or field is larger than allowed.
        case oversize
        /// A frame's CRC-32C differs from what its header declares.
        case crcMismatch
        /// The peer speaks another version of the messages.
        case protocolVersion

        // Shared memory.

        /// The system has no memory to share, or does not let this process attach it.
        case memory
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var isUsersFault: Bool {
        switch code {
        case .addressInUse, .badAddress, .noCurve, .badKey, .keyExists, .keyFile: true
        case .addressMissing, .keyStorage, .zeroMQ, .malformed, .oversize, .crcMismatch, .protocolVersion,
            .memory:
            false
        }
    }
}
