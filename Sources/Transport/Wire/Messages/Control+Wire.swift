import CLockstepProtos
import Training

extension Control: WireForm {
    typealias Packed = Lockstep__V1__Control

    static let rules = FieldRules("Control")
    static var field: WireField<Packed> {
        WireField(LOCKSTEP__V1__ENVELOPE__BODY_CONTROL, \.control, lockstep__v1__control__init)
    }

    func pack(into packed: inout Packed, _ packer: inout Packer) throws(TransportError) {
        switch self {
        case .shutdown:
            packed.verb = LOCKSTEP__V1__CONTROL__VERB__VERB_SHUTDOWN
        case .workerExited(let name, let detail):
            packed.verb = LOCKSTEP__V1__CONTROL__VERB__VERB_WORKER_EXITED
            packed.name = packer.string(try Self.rules.name(name, "name"))
            packed.detail = packer.text(detail)
        case .workerGivenUp(let name, let detail):
            packed.verb = LOCKSTEP__V1__CONTROL__VERB__VERB_WORKER_GIVEN_UP
            packed.name = packer.string(try Self.rules.name(name, "name"))
            packed.detail = packer.text(detail)
        }
    }

    init(_ packed: Packed, _ unpacker: inout Unpacker) throws(TransportError) {
        switch packed.verb {
        case LOCKSTEP__V1__CONTROL__VERB__VERB_SHUTDOWN:
            self = .shutdown
        case LOCKSTEP__V1__CONTROL__VERB__VERB_WORKER_EXITED:
            let (name, detail) = try Self.worker(packed, unpacker)
            self = .workerExited(name: name, detail: detail)
        case LOCKSTEP__V1__CONTROL__VERB__VERB_WORKER_GIVEN_UP:
            let (name, detail) = try Self.worker(packed, unpacker)
            self = .workerGivenUp(name: name, detail: detail)
        default:
            throw Self.rules.malformed(
                "verb", is: "\(packed.verb.rawValue)",
                expected: "1 (shutdown), 2 (worker exited) or 3 (worker given up)")
        }
    }

    private static func worker(
        _ packed: Packed, _ unpacker: Unpacker
    ) throws(TransportError) -> (name: String, detail: String) {
        (
            try rules.name(unpacker.string(packed.name, "name", rules), "name"),
            try unpacker.text(packed.detail, "detail", rules)
        )
    }
}
