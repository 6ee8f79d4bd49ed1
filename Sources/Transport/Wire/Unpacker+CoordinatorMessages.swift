import CLockstepProtos
import Neural
import Training

// Messages from the coordinator to a worker, and those that go both ways.
extension Unpacker {
    func welcome(_ packed: CWelcome) throws(TransportError) -> Welcome {
        let rules = FieldRules("Welcome")
        return Welcome(
            heartbeatInterval: try duration(
                packed.heartbeat_interval_ns, "heartbeat_interval_ns", atLeast: 1, rules),
            graceTime: try duration(packed.grace_time_ns, "grace_time_ns", rules))
    }

    func refused(_ packed: CRefused) throws(TransportError) -> Refused {
        let rules = FieldRules("Refused")
        return Refused(
            code: try value(packed.code.rawValue, "code", rules),
            reason: try text(packed.reason, "reason", rules))
    }

    func prepare(_ packed: CPrepare) throws(TransportError) -> Prepare {
        let rules = FieldRules("Prepare")
        return Prepare(
            run: try rules.run(string(packed.run, "run", rules)),
            job: try rules.job(string(packed.job, "job", rules)),
            dataDigest: try rules.digest(string(packed.data_digest, "data_digest", rules), "data_digest"),
            dataBytes: try rules.integer(packed.data_bytes, "data_bytes", in: 0...Limits.dataBytes))
    }

    mutating func dataChunk(_ packed: CDataChunk) throws(TransportError) -> DataChunk {
        let rules = FieldRules("DataChunk")
        return DataChunk(
            digest: try rules.digest(string(packed.digest, "digest", rules), "digest"),
            offset: try rules.integer(packed.offset, "offset", in: 0...Limits.dataBytes),
            bytes: try bytes(packed.data, "data", atMost: Limits.dataChunkBytes, rules))
    }

    mutating func assignment(_ packed: CAssignment) throws(TransportError) -> Assignment {
        let rules = FieldRules("Assignment")
        return Assignment(
            run: try rules.run(string(packed.run, "run", rules)),
            step: try rules.counter(packed.step, "step"),
            purpose: try value(packed.purpose.rawValue, "purpose", rules),
            microbatches: try rules.range(packed.lower, packed.upper, "microbatches"),
            weightsVersion: try rules.counter(packed.weights_version, "weights_version"),
            weights: try weights(packed, rules))
    }

    private mutating func weights(
        _ packed: CAssignment, _ rules: FieldRules
    ) throws(TransportError) -> Vector? {
        switch packed.numbers_case {
        case LOCKSTEP__V1__ASSIGNMENT__NUMBERS_WEIGHTS: try numbers(packed.weights, "weights", rules)
        case LOCKSTEP__V1__ASSIGNMENT__NUMBERS_SHARED_WEIGHTS:
            try sharedNumbers(packed.shared_weights, "shared_weights", rules)
        default: nil
        }
    }

    func memoryOffer(_ packed: CMemoryOffer) throws(TransportError) -> MemoryOffer {
        let rules = FieldRules("MemoryOffer")
        return MemoryOffer(
            run: try rules.run(string(packed.run, "run", rules)),
            memory: try rules.counter(packed.memory, "memory"),
            numbers: try rules.integer(packed.numbers, "numbers", in: 1...Limits.parameters),
            partials: try rules.path(string(packed.partials, "partials", rules)),
            slots: try rules.integer(packed.slots, "slots", in: 1...Limits.mostSharedSlots),
            weights: try rules.path(string(packed.weights, "weights", rules)), token: packed.token)
    }

    func stop(_ packed: CStop) throws(TransportError) -> Stop {
        Stop(reason: try text(packed.reason, "reason", FieldRules("Stop")))
    }

    func heartbeat(_ packed: CHeartbeat) throws(TransportError) -> Heartbeat {
        let rules = FieldRules("Heartbeat")
        return Heartbeat(
            state: try value(packed.state.rawValue, "state", rules),
            step: try rules.counter(packed.step, "step"))
    }
}
