import CLockstepProtos
import Training

// Messages of the query socket.
extension Unpacker {
    func query(_ packed: CQuery) throws(ClusterError) -> Request {
        let rules = FieldRules("Query")
        let run = try string(packed.run, "run", rules)
        return .status(run: run.isEmpty ? nil : try rules.run(run))
    }

    func submit(_ packed: CSubmit) throws(ClusterError) -> Request {
        let rules = FieldRules("Submit")
        return .submit(
            job: try rules.job(string(packed.job, "job", rules)),
            path: try rules.path(string(packed.path, "path", rules)))
    }

    func control(_ packed: CControl) throws(ClusterError) -> Request {
        let rules = FieldRules("Control")
        switch packed.verb {
        case LOCKSTEP__V1__CONTROL__VERB__VERB_SHUTDOWN:
            return .control(.shutdown)
        case LOCKSTEP__V1__CONTROL__VERB__VERB_WORKER_EXITED:
            let name = try rules.name(string(packed.name, "name", rules), "name")
            return .control(.workerExited(name: name, detail: try text(packed.detail, "detail", rules)))
        default:
            throw rules.malformed(
                "verb", is: "\(packed.verb.rawValue)", expected: "1 (shutdown) or 2 (worker exited)")
        }
    }

    mutating func reply(_ packed: CReply) throws(ClusterError) -> Reply {
        let rules = FieldRules("Reply")
        return Reply(
            code: try value(packed.code.rawValue, "code", rules),
            message: try text(packed.message, "message", rules),
            body: packed.body == nil ? [] : try bytes(packed.body, "body", atMost: Limits.replyBytes, rules))
    }
}
