import CLockstepProtos
import Training

extension Leaving: WireForm {
    typealias Packed = Lockstep__V1__Leaving

    static let rules = FieldRules("Leaving")
    static var field: WireField<Packed> {
        WireField(LOCKSTEP__V1__ENVELOPE__BODY_LEAVING, \.leaving, lockstep__v1__leaving__init)
    }

    func pack(into packed: inout Packed, _ packer: inout Packer) throws(TransportError) {
        packed.reason = packer.text(reason)
    }

    init(_ packed: Packed, _ unpacker: inout Unpacker) throws(TransportError) {
        self.init(reason: try unpacker.text(packed.reason, "reason", Self.rules))
    }
}
