import CZMQ
import Glibc

/// How a call to libzmq ended, where it did not fail.
enum CallOutcome {
    /// What the function returned.
    case value(CInt)
    /// The call would have to wait (`EAGAIN`).
    case wouldBlock
    /// A ROUTER knows no such peer (`EHOSTUNREACH`).
    case unreachable
}

/// What a call to libzmq is about, for an error's message.
enum CallSubject {
    /// An operation such as "receiving".
    case operation(String)
    /// An address that is bound or connected to: a refusal lies in the address.
    case address(String)
}

/// Calls libzmq: the one place that looks at its return codes. A call that a signal interrupted is made
/// again.
///
/// - Parameter call: returns a negative number to report a failure in `errno`.
/// - Throws: `addressInUse`, `badAddress` or `zeroMQ`.
func zeroMQ(_ subject: @autoclosure () -> CallSubject, _ call: () -> CInt) throws(TransportError)
    -> CallOutcome
{
    while true {
        let result = call()
        if result >= 0 { return .value(result) }
        let code = zmq_errno()
        switch code {
        case EINTR: continue
        case EAGAIN: return .wouldBlock
        case EHOSTUNREACH: return .unreachable
        default: throw zeroMQError(code, subject())
        }
    }
}

/// Calls libzmq where neither waiting nor a missing peer is expected.
@discardableResult
func zeroMQChecked(_ subject: @autoclosure () -> CallSubject, _ call: () -> CInt) throws(TransportError)
    -> CInt
{
    switch try zeroMQ(subject(), call) {
    case .value(let value): return value
    case .wouldBlock: throw zeroMQError(EAGAIN, subject())
    case .unreachable: throw zeroMQError(EHOSTUNREACH, subject())
    }
}

/// The error for a failure that libzmq reports as `code`.
func zeroMQError(_ code: CInt, _ subject: CallSubject) -> TransportError {
    let reason = String(cString: zmq_strerror(code))
    switch (subject, code) {
    case (.address(let address), EADDRINUSE):
        return addressInUse(address)
    case (.address(let address), EADDRNOTAVAIL):
        return TransportError(
            .addressMissing, "\(address): no interface of this machine has this address now")
    case (.address(let address), _):
        return TransportError(.badAddress, "\(address): cannot be used as an address: \(reason)")
    case (.operation(let name), _):
        return TransportError(.zeroMQ, "\(name): \(reason)")
    }
}

/// The error for an address that somebody else listens on.
func addressInUse(_ address: String) -> TransportError {
    TransportError(
        .addressInUse,
        "\(address): another process listens there; stop it or choose another address")
}
