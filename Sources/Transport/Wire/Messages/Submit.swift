import CLockstepProtos
import Training

/// `Request.submit` as a body of its own.
struct Submit {
    let job: String
    let path: String

    var request: Request { .submit(job: job, path: path) }
}

extension Submit: WireForm {
    typealias Packed = Lockstep__V1__Submit

    static let rules = FieldRules("Submit")
    static var field: WireField<Packed> {
        WireField(LOCKSTEP__V1__ENVELOPE__BODY_SUBMIT, \.submit, lockstep__v1__submit__init)
    }

    func pack(into packed: inout Packed, _ packer: inout Packer) throws(TransportError) {
        let rules = Self.rules
        packed.job = packer.string(try rules.job(job))
        packed.path = packer.string(try rules.path(path))
    }

    init(_ packed: Packed, _ unpacker: inout Unpacker) throws(TransportError) {
        let rules = Self.rules
        self.init(
            job: try rules.job(unpacker.string(packed.job, "job", rules)),
            path: try rules.path(unpacker.string(packed.path, "path", rules)))
    }
}
