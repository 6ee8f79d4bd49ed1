import CLockstepProtos
import Training

extension Prepare: WireForm {
    typealias Packed = Lockstep__V1__Prepare

    static let rules = FieldRules("Prepare")
    static var field: WireField<Packed> {
        WireField(LOCKSTEP__V1__ENVELOPE__BODY_PREPARE, \.prepare, lockstep__v1__prepare__init)
    }

    func pack(into packed: inout Packed, _ packer: inout Packer) throws(TransportError) {
        let rules = Self.rules
        packed.run = packer.string(try rules.run(run))
        packed.job = packer.string(try rules.job(job))
        packed.data_digest = packer.string(try rules.digest(dataDigest, "data_digest"))
        packed.data_bytes = UInt64(try rules.integer(dataBytes, "data_bytes", in: 0...Limits.dataBytes))
    }

    init(_ packed: Packed, _ unpacker: inout Unpacker) throws(TransportError) {
        let rules = Self.rules
        self.init(
            run: try rules.run(unpacker.string(packed.run, "run", rules)),
            job: try rules.job(unpacker.string(packed.job, "job", rules)),
            dataDigest: try rules.digest(
                unpacker.string(packed.data_digest, "data_digest", rules), "data_digest"),
            dataBytes: try rules.integer(packed.data_bytes, "data_bytes", in: 0...Limits.dataBytes))
    }
}
