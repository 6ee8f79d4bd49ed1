import CLockstepProtos
import Series
import Training

// Messages from a worker to its coordinator.
extension Packer {
    mutating func pack(_ hello: Hello) throws(TransportError) -> UnsafeMutablePointer<CHello> {
        let rules = FieldRules("Hello")
        let packed = arena.make(lockstep__v1__hello__init)
        packed.pointee.name = arena.string(try rules.name(hello.name, "name"))
        packed.pointee.host = arena.string(try rules.name(hello.host, "host", canBeEmpty: true))
        packed.pointee.pid = UInt32(try rules.integer(hello.pid, "pid", in: 1...Int(Int32.max)))
        packed.pointee.threads = UInt32(try rules.integer(hello.threads, "threads", in: 1...Limits.threads))
        packed.pointee.fingerprint = arena.string(try rules.digest(hello.fingerprint, "fingerprint"))
        return packed
    }

    mutating func pack(_ ready: Ready) throws(TransportError) -> UnsafeMutablePointer<CReady> {
        let packed = arena.make(lockstep__v1__ready__init)
        packed.pointee.run = arena.string(try FieldRules("Ready").run(ready.run))
        return packed
    }

    mutating func pack(_ fetch: FetchData) throws(TransportError) -> UnsafeMutablePointer<CFetchData> {
        let rules = FieldRules("FetchData")
        let packed = arena.make(lockstep__v1__fetch_data__init)
        packed.pointee.digest = arena.string(try rules.digest(fetch.digest, "digest"))
        packed.pointee.offset = UInt64(try rules.integer(fetch.offset, "offset", in: 0...Limits.dataBytes))
        return packed
    }

    mutating func pack(_ gradient: Gradient) throws(TransportError) -> UnsafeMutablePointer<CGradient> {
        let rules = FieldRules("Gradient")
        let packed = arena.make(lockstep__v1__gradient__init)
        packed.pointee.run = arena.string(try rules.run(gradient.run))
        packed.pointee.step = UInt64(try rules.counter(gradient.step, "step"))
        packed.pointee.node = try pack(gradient.node, rules)
        packed.pointee.samples = UInt64(try rules.counter(gradient.samples, "samples"))
        packed.pointee.loss = gradient.loss
        packed.pointee.compute_time_ns = UInt64(
            try rules.nanoseconds(gradient.computeTime.nanoseconds, "compute_time_ns"))
        if let shared = name(gradient.partial) {
            packed.pointee.shared_partial = shared
            packed.pointee.numbers_case = LOCKSTEP__V1__GRADIENT__NUMBERS_SHARED_PARTIAL
        } else {
            packed.pointee.partial = try declare(gradient.partial, "partial", rules)
            packed.pointee.numbers_case = LOCKSTEP__V1__GRADIENT__NUMBERS_PARTIAL
        }
        return packed
    }

    mutating func pack(_ evaluation: Evaluation) throws(TransportError) -> UnsafeMutablePointer<CEvaluation> {
        let rules = FieldRules("Evaluation")
        let packed = arena.make(lockstep__v1__evaluation__init)
        packed.pointee.run = arena.string(try rules.run(evaluation.run))
        packed.pointee.step = UInt64(try rules.counter(evaluation.step, "step"))
        packed.pointee.purpose = CPurpose(rawValue: UInt32(evaluation.purpose.rawValue))
        packed.pointee.node = try pack(evaluation.node, rules)
        packed.pointee.sums = try pack(evaluation.sums)
        packed.pointee.compute_time_ns = UInt64(
            try rules.nanoseconds(evaluation.computeTime.nanoseconds, "compute_time_ns"))
        return packed
    }

    mutating func pack(_ attached: MemoryAttached) throws(TransportError) -> UnsafeMutablePointer<
        CMemoryAttached
    > {
        let packed = arena.make(lockstep__v1__memory_attached__init)
        packed.pointee.run = arena.string(try FieldRules("MemoryAttached").run(attached.run))
        return packed
    }

    mutating func pack(_ leaving: Leaving) -> UnsafeMutablePointer<CLeaving> {
        let packed = arena.make(lockstep__v1__leaving__init)
        packed.pointee.reason = text(leaving.reason)
        return packed
    }

    private mutating func pack(_ sums: MetricSums) throws(TransportError) -> UnsafeMutablePointer<CMetricSums>
    {
        let packed = arena.make(lockstep__v1__metric_sums__init)
        packed.pointee.samples = UInt64(try FieldRules("MetricSums").counter(sums.samples, "samples"))
        packed.pointee.loss = sums.loss
        packed.pointee.squared_error = sums.squaredError
        packed.pointee.absolute_error = sums.absoluteError
        return packed
    }
}
