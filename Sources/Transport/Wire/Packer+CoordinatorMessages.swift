import CLockstepProtos
import Training

// Messages from the coordinator to a worker, and those that go both ways.
extension Packer {
    mutating func pack(_ welcome: Welcome) throws(TransportError) -> UnsafeMutablePointer<CWelcome> {
        let rules = FieldRules("Welcome")
        let packed = arena.make(lockstep__v1__welcome__init)
        packed.pointee.heartbeat_interval_ns = UInt64(
            try rules.nanoseconds(welcome.heartbeatInterval.nanoseconds, "heartbeat_interval_ns", atLeast: 1))
        packed.pointee.grace_time_ns = UInt64(
            try rules.nanoseconds(welcome.graceTime.nanoseconds, "grace_time_ns"))
        return packed
    }

    mutating func pack(_ refused: Refused) -> UnsafeMutablePointer<CRefused> {
        let packed = arena.make(lockstep__v1__refused__init)
        packed.pointee.code = Lockstep__V1__Refused__Code(rawValue: UInt32(refused.code.rawValue))
        packed.pointee.reason = text(refused.reason)
        return packed
    }

    mutating func pack(_ prepare: Prepare) throws(TransportError) -> UnsafeMutablePointer<CPrepare> {
        let rules = FieldRules("Prepare")
        let packed = arena.make(lockstep__v1__prepare__init)
        packed.pointee.run = arena.string(try rules.run(prepare.run))
        packed.pointee.job = arena.string(try rules.job(prepare.job))
        packed.pointee.data_digest = arena.string(try rules.digest(prepare.dataDigest, "data_digest"))
        packed.pointee.data_bytes = UInt64(
            try rules.integer(prepare.dataBytes, "data_bytes", in: 0...Limits.dataBytes))
        return packed
    }

    mutating func pack(_ chunk: DataChunk) throws(TransportError) -> UnsafeMutablePointer<CDataChunk> {
        let rules = FieldRules("DataChunk")
        let packed = arena.make(lockstep__v1__data_chunk__init)
        packed.pointee.digest = arena.string(try rules.digest(chunk.digest, "digest"))
        packed.pointee.offset = UInt64(try rules.integer(chunk.offset, "offset", in: 0...Limits.dataBytes))
        packed.pointee.data = try declare(chunk.bytes, "data", atMost: Limits.dataChunkBytes, rules)
        return packed
    }

    mutating func pack(_ assignment: Assignment) throws(TransportError) -> UnsafeMutablePointer<CAssignment> {
        let rules = FieldRules("Assignment")
        let packed = arena.make(lockstep__v1__assignment__init)
        let range = assignment.microbatches
        let checked = try rules.range(range.lowerBound, range.upperBound, "microbatches")
        packed.pointee.run = arena.string(try rules.run(assignment.run))
        packed.pointee.step = UInt64(try rules.counter(assignment.step, "step"))
        packed.pointee.purpose = CPurpose(rawValue: UInt32(assignment.purpose.rawValue))
        packed.pointee.lower = UInt32(checked.lowerBound)
        packed.pointee.upper = UInt32(checked.upperBound)
        packed.pointee.weights_version = UInt64(
            try rules.counter(assignment.weightsVersion, "weights_version"))
        if let weights = assignment.weights {
            if let shared = name(weights) {
                packed.pointee.shared_weights = shared
                packed.pointee.numbers_case = LOCKSTEP__V1__ASSIGNMENT__NUMBERS_SHARED_WEIGHTS
            } else {
                packed.pointee.weights = try declare(weights, "weights", rules)
                packed.pointee.numbers_case = LOCKSTEP__V1__ASSIGNMENT__NUMBERS_WEIGHTS
            }
        }
        return packed
    }

    mutating func pack(_ offer: MemoryOffer) throws(TransportError) -> UnsafeMutablePointer<CMemoryOffer> {
        let rules = FieldRules("MemoryOffer")
        let packed = arena.make(lockstep__v1__memory_offer__init)
        packed.pointee.run = arena.string(try rules.run(offer.run))
        packed.pointee.memory = UInt64(try rules.counter(offer.memory, "memory"))
        packed.pointee.numbers = UInt64(
            try rules.integer(offer.numbers, "numbers", in: 1...Limits.parameters))
        packed.pointee.partials = arena.string(try rules.path(offer.partials))
        packed.pointee.slots = UInt32(try rules.integer(offer.slots, "slots", in: 1...Limits.mostSharedSlots))
        packed.pointee.weights = arena.string(try rules.path(offer.weights))
        packed.pointee.token = offer.token
        return packed
    }

    mutating func pack(_ stop: Stop) -> UnsafeMutablePointer<CStop> {
        let packed = arena.make(lockstep__v1__stop__init)
        packed.pointee.reason = text(stop.reason)
        return packed
    }

    mutating func pack(_ heartbeat: Heartbeat) throws(TransportError) -> UnsafeMutablePointer<CHeartbeat> {
        let packed = arena.make(lockstep__v1__heartbeat__init)
        packed.pointee.state = CWorkerState(rawValue: UInt32(heartbeat.state.rawValue))
        packed.pointee.step = UInt64(try FieldRules("Heartbeat").counter(heartbeat.step, "step"))
        return packed
    }
}
