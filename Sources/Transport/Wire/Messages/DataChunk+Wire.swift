import CLockstepProtos
import Training

extension DataChunk: WireForm {
    typealias Packed = Lockstep__V1__DataChunk

    static let rules = FieldRules("DataChunk")
    static var field: WireField<Packed> {
        WireField(LOCKSTEP__V1__ENVELOPE__BODY_DATA_CHUNK, \.data_chunk, lockstep__v1__data_chunk__init)
    }

    func pack(into packed: inout Packed, _ packer: inout Packer) throws(TransportError) {
        let rules = Self.rules
        packed.digest = packer.string(try rules.digest(digest, "digest"))
        packed.offset = UInt64(try rules.integer(offset, "offset", in: 0...Limits.dataBytes))
        packed.data = try packer.declare(bytes, "data", atMost: Limits.dataChunkBytes, rules)
    }

    init(_ packed: Packed, _ unpacker: inout Unpacker) throws(TransportError) {
        let rules = Self.rules
        self.init(
            digest: try rules.digest(unpacker.string(packed.digest, "digest", rules), "digest"),
            offset: try rules.integer(packed.offset, "offset", in: 0...Limits.dataBytes),
            bytes: try unpacker.bytes(packed.data, "data", atMost: Limits.dataChunkBytes, rules))
    }
}
