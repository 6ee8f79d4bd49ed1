import CLockstepProtos
import Series
import Training

// Messages from a worker to its coordinator.
extension Unpacker {
    func hello(_ packed: CHello) throws(TransportError) -> Hello {
        let rules = FieldRules("Hello")
        return Hello(
            name: try rules.name(string(packed.name, "name", rules), "name"),
            host: try rules.name(string(packed.host, "host", rules), "host", canBeEmpty: true),
            pid: try rules.integer(packed.pid, "pid", in: 1...Int(Int32.max)),
            threads: try rules.integer(packed.threads, "threads", in: 1...Limits.threads),
            fingerprint: try rules.digest(string(packed.fingerprint, "fingerprint", rules), "fingerprint"))
    }

    func ready(_ packed: CReady) throws(TransportError) -> Ready {
        let rules = FieldRules("Ready")
        return Ready(run: try rules.run(string(packed.run, "run", rules)))
    }

    func fetchData(_ packed: CFetchData) throws(TransportError) -> FetchData {
        let rules = FieldRules("FetchData")
        return FetchData(
            digest: try rules.digest(string(packed.digest, "digest", rules), "digest"),
            offset: try rules.integer(packed.offset, "offset", in: 0...Limits.dataBytes))
    }

    mutating func gradient(_ packed: CGradient) throws(TransportError) -> Gradient {
        let rules = FieldRules("Gradient")
        return Gradient(
            run: try rules.run(string(packed.run, "run", rules)),
            step: try rules.counter(packed.step, "step"),
            node: try node(packed.node, rules),
            samples: try rules.counter(packed.samples, "samples"),
            loss: packed.loss,
            computeTime: try duration(packed.compute_time_ns, "compute_time_ns", rules),
            partial: packed.numbers_case == LOCKSTEP__V1__GRADIENT__NUMBERS_SHARED_PARTIAL
                ? try sharedNumbers(packed.shared_partial, "shared_partial", rules)
                : try numbers(packed.partial, "partial", rules))
    }

    func evaluation(_ packed: CEvaluation) throws(TransportError) -> Evaluation {
        let rules = FieldRules("Evaluation")
        return Evaluation(
            run: try rules.run(string(packed.run, "run", rules)),
            step: try rules.counter(packed.step, "step"),
            purpose: try value(packed.purpose.rawValue, "purpose", rules),
            node: try node(packed.node, rules),
            sums: try sums(packed.sums, rules),
            computeTime: try duration(packed.compute_time_ns, "compute_time_ns", rules))
    }

    func memoryAttached(_ packed: CMemoryAttached) throws(TransportError) -> MemoryAttached {
        let rules = FieldRules("MemoryAttached")
        return MemoryAttached(run: try rules.run(string(packed.run, "run", rules)))
    }

    func leaving(_ packed: CLeaving) throws(TransportError) -> Leaving {
        Leaving(reason: try text(packed.reason, "reason", FieldRules("Leaving")))
    }

    private func sums(
        _ packed: UnsafeMutablePointer<CMetricSums>?, _ rules: FieldRules
    ) throws(TransportError) -> MetricSums {
        guard let sums = packed?.pointee else {
            throw rules.malformed("sums", is: "missing", expected: "metric sums")
        }
        return MetricSums(
            samples: try FieldRules("MetricSums").counter(sums.samples, "samples"), loss: sums.loss,
            squaredError: sums.squared_error, absoluteError: sums.absolute_error)
    }
}
