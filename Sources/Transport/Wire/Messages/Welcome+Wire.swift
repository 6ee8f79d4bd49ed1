import CLockstepProtos
import Training

extension Welcome: WireForm {
    typealias Packed = Lockstep__V1__Welcome

    static let rules = FieldRules("Welcome")
    static var field: WireField<Packed> {
        WireField(LOCKSTEP__V1__ENVELOPE__BODY_WELCOME, \.welcome, lockstep__v1__welcome__init)
    }

    func pack(into packed: inout Packed, _ packer: inout Packer) throws(TransportError) {
        let rules = Self.rules
        packed.heartbeat_interval_ns = UInt64(
            try rules.nanoseconds(heartbeatInterval.nanoseconds, "heartbeat_interval_ns", atLeast: 1))
        packed.grace_time_ns = UInt64(try rules.nanoseconds(graceTime.nanoseconds, "grace_time_ns"))
    }

    init(_ packed: Packed, _ unpacker: inout Unpacker) throws(TransportError) {
        let rules = Self.rules
        self.init(
            heartbeatInterval: try unpacker.duration(
                packed.heartbeat_interval_ns, "heartbeat_interval_ns", atLeast: 1, rules),
            graceTime: try unpacker.duration(packed.grace_time_ns, "grace_time_ns", rules))
    }
}
