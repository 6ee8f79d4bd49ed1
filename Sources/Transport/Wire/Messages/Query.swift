import CLockstepProtos
import Training

/// `Request.status` as a body of its own.
struct Query {
    /// Nil: the job at work; no characters on the wire.
    let run: String?

    var request: Request { .status(run: run) }
}

extension Query: WireForm {
    typealias Packed = Lockstep__V1__Query

    static let rules = FieldRules("Query")
    static var field: WireField<Packed> {
        WireField(LOCKSTEP__V1__ENVELOPE__BODY_QUERY, \.query, lockstep__v1__query__init)
    }

    func pack(into packed: inout Packed, _ packer: inout Packer) throws(TransportError) {
        if let run { packed.run = packer.string(try Self.rules.run(run)) }
    }

    init(_ packed: Packed, _ unpacker: inout Unpacker) throws(TransportError) {
        let run = try unpacker.string(packed.run, "run", Self.rules)
        self.init(run: run.isEmpty ? nil : try Self.rules.run(run))
    }
}
