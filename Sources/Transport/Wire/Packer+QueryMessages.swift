import CLockstepProtos
import Training

// Messages of the query socket.
extension Packer {
    mutating func pack(query run: String?) throws(TransportError) -> UnsafeMutablePointer<CQuery> {
        let packed = arena.make(lockstep__v1__query__init)
        if let run { packed.pointee.run = arena.string(try FieldRules("Query").run(run)) }
        return packed
    }

    mutating func pack(submit job: String, path: String) throws(TransportError) -> UnsafeMutablePointer<
        CSubmit
    > {
        let rules = FieldRules("Submit")
        let packed = arena.make(lockstep__v1__submit__init)
        packed.pointee.job = arena.string(try rules.job(job))
        packed.pointee.path = arena.string(try rules.path(path))
        return packed
    }

    mutating func pack(_ control: Control) throws(TransportError) -> UnsafeMutablePointer<CControl> {
        let packed = arena.make(lockstep__v1__control__init)
        switch control {
        case .shutdown:
            packed.pointee.verb = LOCKSTEP__V1__CONTROL__VERB__VERB_SHUTDOWN
        case .workerExited(let name, let detail):
            packed.pointee.verb = LOCKSTEP__V1__CONTROL__VERB__VERB_WORKER_EXITED
            try fill(packed, name: name, detail: detail)
        case .workerGivenUp(let name, let detail):
            packed.pointee.verb = LOCKSTEP__V1__CONTROL__VERB__VERB_WORKER_GIVEN_UP
            try fill(packed, name: name, detail: detail)
        }
        return packed
    }

    private mutating func fill(
        _ packed: UnsafeMutablePointer<CControl>, name: String, detail: String
    ) throws(TransportError) {
        packed.pointee.name = arena.string(try FieldRules("Control").name(name, "name"))
        packed.pointee.detail = text(detail)
    }

    mutating func pack(_ reply: Reply) throws(TransportError) -> UnsafeMutablePointer<CReply> {
        let packed = arena.make(lockstep__v1__reply__init)
        packed.pointee.code = Lockstep__V1__Reply__Code(rawValue: UInt32(reply.code.rawValue))
        packed.pointee.message = text(reply.message)
        if !reply.body.isEmpty {
            packed.pointee.body = try declare(
                reply.body, "body", atMost: Limits.replyBytes, FieldRules("Reply"))
        }
        return packed
    }
}
