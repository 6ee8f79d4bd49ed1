import CLockstepProtos
import Training

extension Unable: WireForm {
    typealias Packed = Lockstep__V1__Unable

    static let rules = FieldRules("Unable")
    static var field: WireField<Packed> {
        WireField(LOCKSTEP__V1__ENVELOPE__BODY_UNABLE, \.unable, lockstep__v1__unable__init)
    }

    func pack(into packed: inout Packed, _ packer: inout Packer) throws(TransportError) {
        packed.order = packer.string(try Self.rules.digest(order, "order"))
        packed.reason = packer.text(reason)
    }

    init(_ packed: Packed, _ unpacker: inout Unpacker) throws(TransportError) {
        let rules = Self.rules
        self.init(
            order: try rules.digest(unpacker.string(packed.order, "order", rules), "order"),
            reason: try unpacker.text(packed.reason, "reason", rules))
    }
}
