package import Neural

/// A message ready to be sent: the packed header and the raw frame that goes behind it.
package struct WireMessage: Sendable {
    package enum Frame: Sendable {
        case bytes([UInt8])
        /// Float32, little-endian on the wire.
        case floats(Vector)
    }

    package let header: [UInt8]
    package let frame: Frame?
    /// Where in shared memory the numbers are that the header names in place of a frame.
    package let place: SharedPlace?

    package init(header: [UInt8], frame: Frame? = nil) {
        self.init(header: header, frame: frame, place: nil)
    }

    init(header: [UInt8], frame: Frame?, place: SharedPlace?) {
        self.header = header
        self.frame = frame
        self.place = place
    }
}
