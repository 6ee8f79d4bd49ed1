import CLockstepProtos
import Training

extension Ready: WireForm {
    typealias Packed = Lockstep__V1__Ready

    static let rules = FieldRules("Ready")
    static var field: WireField<Packed> {
        WireField(LOCKSTEP__V1__ENVELOPE__BODY_READY, \.ready, lockstep__v1__ready__init)
    }

    func pack(into packed: inout Packed, _ packer: inout Packer) throws(TransportError) {
        packed.run = packer.string(try Self.rules.run(run))
    }

    init(_ packed: Packed, _ unpacker: inout Unpacker) throws(TransportError) {
        self.init(run: try Self.rules.run(unpacker.string(packed.run, "run", Self.rules)))
    }
}
