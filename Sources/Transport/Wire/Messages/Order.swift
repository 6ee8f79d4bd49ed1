import CLockstepProtos
import Training

/// `Request.order` as a body of its own.
struct Order {
    let digest: String
    let fingerprint: String

    var request: Request { .order(digest: digest, fingerprint: fingerprint) }
}

extension Order: WireForm {
    typealias Packed = Lockstep__V1__Order

    static let rules = FieldRules("Order")
    static var field: WireField<Packed> {
        WireField(LOCKSTEP__V1__ENVELOPE__BODY_ORDER, \.order, lockstep__v1__order__init)
    }

    func pack(into packed: inout Packed, _ packer: inout Packer) throws(TransportError) {
        packed.digest = packer.string(try Self.rules.digest(digest, "digest"))
        packed.fingerprint = packer.string(try Self.rules.digest(fingerprint, "fingerprint"))
    }

    init(_ packed: Packed, _ unpacker: inout Unpacker) throws(TransportError) {
        let rules = Self.rules
        self.init(
            digest: try rules.digest(unpacker.string(packed.digest, "digest", rules), "digest"),
            fingerprint: try rules.digest(
                unpacker.string(packed.fingerprint, "fingerprint", rules), "fingerprint"))
    }
}
