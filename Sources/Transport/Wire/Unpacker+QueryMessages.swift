import CLockstepProtos
import Training

// Messages of the query socket.
extension Unpacker {
    func query(_ packed: CQuery) throws(TransportError) -> Request {
        let rules = FieldRules("Query")
        let run = try string(packed.run, "run", rules)
        return .status(run: run.isEmpty ? nil : try rules.run(run))
    }

    func submit(_ packed: CSubmit) throws(TransportError) -> Request {
        let rules = FieldRules("Submit")
        return .submit(
            job: try rules.job(string(packed.job, "job", rules)),
            path: try rules.path(string(packed.path, "path", rules)))
    }

    func control(_ packed: CControl) throws(TransportError) -> Request {
        let rules = FieldRules("Control")
        switch packed.verb {
        case LOCKSTEP__V1__CONTROL__VERB__VERB_SHUTDOWN:
            return .control(.shutdown)
        case LOCKSTEP__V1__CONTROL__VERB__VERB_WORKER_EXITED:
            let (name, detail) = try worker(of: packed, rules)
            return .control(.workerExited(name: name, detail: detail))
        case LOCKSTEP__V1__CONTROL__VERB__VERB_WORKER_GIVEN_UP:
            let (name, detail) = try worker(of: packed, rules)
            return .control(.workerGivenUp(name: name, detail: detail))
        default:
            throw rules.malformed(
                "verb", is: "\(packed.verb.rawValue)",
                expected: "1 (shutdown), 2 (worker exited) or 3 (worker given up)")
        }
    }

    private func worker(of packed: CControl, _ rules: FieldRules) throws(TransportError) -> (
        name: String, detail: String
    ) {
        (
            try rules.name(string(packed.name, "name", rules), "name"),
            try text(packed.detail, "detail", rules)
        )
    }

    mutating func reply(_ packed: CReply) throws(TransportError) -> Reply {
        let rules = FieldRules("Reply")
        return Reply(
            code: try value(packed.code.rawValue, "code", rules),
            message: try text(packed.message, "message", rules),
            body: packed.body == nil ? [] : try bytes(packed.body, "body", atMost: Limits.replyBytes, rules))
    }
}
