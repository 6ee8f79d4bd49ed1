package import Neural

/// A message ready to be sent: the packed header and the raw frame that goes behind it.
package struct OutgoingMessage {
    package enum Frame {
        case bytes([UInt8])
        /// Float32, little-endian on the wire.
        case floats(Vector)
        /// Bytes that libzmq has already, and that several messages carry.
        case part(MessagePart)
    }

    package let header: [UInt8]
    package let frame: Frame?

    package init(header: [UInt8], frame: Frame? = nil) {
        self.header = header
        self.frame = frame
    }
}
