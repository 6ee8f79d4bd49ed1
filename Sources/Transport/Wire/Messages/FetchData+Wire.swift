import CLockstepProtos
import Training

extension FetchData: WireForm {
    typealias Packed = Lockstep__V1__FetchData

    static let rules = FieldRules("FetchData")
    static var field: WireField<Packed> {
        WireField(LOCKSTEP__V1__ENVELOPE__BODY_FETCH_DATA, \.fetch_data, lockstep__v1__fetch_data__init)
    }

    func pack(into packed: inout Packed, _ packer: inout Packer) throws(TransportError) {
        let rules = Self.rules
        packed.digest = packer.string(try rules.digest(digest, "digest"))
        packed.offset = UInt64(try rules.integer(offset, "offset", in: 0...Limits.dataBytes))
    }

    init(_ packed: Packed, _ unpacker: inout Unpacker) throws(TransportError) {
        let rules = Self.rules
        self.init(
            digest: try rules.digest(unpacker.string(packed.digest, "digest", rules), "digest"),
            offset: try rules.integer(packed.offset, "offset", in: 0...Limits.dataBytes))
    }
}
