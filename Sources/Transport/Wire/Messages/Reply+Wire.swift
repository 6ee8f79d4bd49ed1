import CLockstepProtos
import Training

extension Reply: WireForm {
    typealias Packed = Lockstep__V1__Reply

    static let rules = FieldRules("Reply")
    static var field: WireField<Packed> {
        WireField(LOCKSTEP__V1__ENVELOPE__BODY_REPLY, \.reply, lockstep__v1__reply__init)
    }

    func pack(into packed: inout Packed, _ packer: inout Packer) throws(TransportError) {
        packed.code = Lockstep__V1__Reply__Code(rawValue: UInt32(code.rawValue))
        packed.message = packer.text(message)
        if !body.isEmpty {
            packed.body = try packer.declare(body, "body", atMost: Limits.replyBytes, Self.rules)
        }
    }

    init(_ packed: Packed, _ unpacker: inout Unpacker) throws(TransportError) {
        let rules = Self.rules
        self.init(
            code: try unpacker.value(packed.code.rawValue, "code", rules),
            message: try unpacker.text(packed.message, "message", rules),
            body: packed.body == nil
                ? [] : try unpacker.bytes(packed.body, "body", atMost: Limits.replyBytes, rules))
    }
}
