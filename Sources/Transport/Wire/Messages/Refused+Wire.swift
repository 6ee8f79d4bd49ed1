import CLockstepProtos
import Training

extension Refused: WireForm {
    typealias Packed = Lockstep__V1__Refused

    static let rules = FieldRules("Refused")
    static var field: WireField<Packed> {
        WireField(LOCKSTEP__V1__ENVELOPE__BODY_REFUSED, \.refused, lockstep__v1__refused__init)
    }

    func pack(into packed: inout Packed, _ packer: inout Packer) throws(TransportError) {
        packed.code = Lockstep__V1__Refused__Code(rawValue: UInt32(code.rawValue))
        packed.reason = packer.text(reason)
    }

    init(_ packed: Packed, _ unpacker: inout Unpacker) throws(TransportError) {
        self.init(
            code: try unpacker.value(packed.code.rawValue, "code", Self.rules),
            reason: try unpacker.text(packed.reason, "reason", Self.rules))
    }
}
