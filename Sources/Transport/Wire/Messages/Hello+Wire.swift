import CLockstepProtos
import Training

extension Hello: WireForm {
    typealias Packed = Lockstep__V1__Hello

    static let rules = FieldRules("Hello")
    static var field: WireField<Packed> {
        WireField(LOCKSTEP__V1__ENVELOPE__BODY_HELLO, \.hello, lockstep__v1__hello__init)
    }

    func pack(into packed: inout Packed, _ packer: inout Packer) throws(TransportError) {
        let rules = Self.rules
        packed.name = packer.string(try rules.name(name, "name"))
        packed.host = packer.string(try rules.name(host, "host", canBeEmpty: true))
        packed.pid = UInt32(try rules.integer(pid, "pid", in: 1...Int(Int32.max)))
        packed.threads = UInt32(try rules.integer(threads, "threads", in: 1...Limits.threads))
        packed.fingerprint = packer.string(try rules.digest(fingerprint, "fingerprint"))
    }

    init(_ packed: Packed, _ unpacker: inout Unpacker) throws(TransportError) {
        let rules = Self.rules
        self.init(
            name: try rules.name(unpacker.string(packed.name, "name", rules), "name"),
            host: try rules.name(unpacker.string(packed.host, "host", rules), "host", canBeEmpty: true),
            pid: try rules.integer(packed.pid, "pid", in: 1...Int(Int32.max)),
            threads: try rules.integer(packed.threads, "threads", in: 1...Limits.threads),
            fingerprint: try rules.digest(
                unpacker.string(packed.fingerprint, "fingerprint", rules), "fingerprint"))
    }
}
