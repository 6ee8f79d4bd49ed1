import CLockstepProtos
import Training

extension Heartbeat: WireForm {
    typealias Packed = Lockstep__V1__Heartbeat

    static let rules = FieldRules("Heartbeat")
    static var field: WireField<Packed> {
        WireField(LOCKSTEP__V1__ENVELOPE__BODY_HEARTBEAT, \.heartbeat, lockstep__v1__heartbeat__init)
    }

    func pack(into packed: inout Packed, _ packer: inout Packer) throws(TransportError) {
        packed.state = Lockstep__V1__WorkerState(rawValue: UInt32(state.rawValue))
        packed.step = UInt64(try Self.rules.counter(step, "step"))
    }

    init(_ packed: Packed, _ unpacker: inout Unpacker) throws(TransportError) {
        self.init(
            state: try unpacker.value(packed.state.rawValue, "state", Self.rules),
            step: try Self.rules.counter(packed.step, "step"))
    }
}
