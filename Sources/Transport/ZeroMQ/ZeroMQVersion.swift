import CZMQ

/// The version of the libzmq at hand.
package enum ZeroMQVersion {
    /// Such as `libzmq 4.3.4`.
    package static var text: String {
        var (major, minor, patch): (CInt, CInt, CInt) = (0, 0, 0)
        zmq_version(&major, &minor, &patch)
        return "libzmq \(major).\(minor).\(patch)"
    }
}
