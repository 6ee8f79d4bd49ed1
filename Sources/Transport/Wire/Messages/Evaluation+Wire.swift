import CLockstepProtos
import Jobs
import Series
import Training

extension Evaluation: WireForm {
    typealias Packed = Lockstep__V1__Evaluation

    static let rules = FieldRules("Evaluation")
    static var field: WireField<Packed> {
        WireField(LOCKSTEP__V1__ENVELOPE__BODY_EVALUATION, \.evaluation, lockstep__v1__evaluation__init)
    }

    func pack(into packed: inout Packed, _ packer: inout Packer) throws(TransportError) {
        let rules = Self.rules
        packed.run = packer.string(try rules.run(run))
        packed.step = UInt64(try rules.counter(step, "step"))
        packed.purpose = CPurpose(rawValue: UInt32(purpose.rawValue))
        packed.node = try packer.node(node, rules)
        packed.sums = try sums.pack(&packer)
        packed.compute_time_ns = UInt64(try rules.nanoseconds(computeTime.nanoseconds, "compute_time_ns"))
    }

    init(_ packed: Packed, _ unpacker: inout Unpacker) throws(TransportError) {
        let rules = Self.rules
        self.init(
            run: try rules.run(unpacker.string(packed.run, "run", rules)),
            step: try rules.counter(packed.step, "step"),
            purpose: try unpacker.value(packed.purpose.rawValue, "purpose", rules),
            node: try unpacker.node(packed.node, rules),
            sums: try MetricSums(packed.sums, rules),
            computeTime: try unpacker.duration(packed.compute_time_ns, "compute_time_ns", rules))
    }
}

extension MetricSums {
    fileprivate static let rules = FieldRules("MetricSums")

    fileprivate func pack(
        _ packer: inout Packer
    ) throws(TransportError) -> UnsafeMutablePointer<CMetricSums> {
        let packed = packer.arena.make(lockstep__v1__metric_sums__init)
        packed.pointee.samples = UInt64(try Self.rules.counter(samples, "samples"))
        packed.pointee.loss = loss.bitPattern
        packed.pointee.squared_error = errors.squaredError.bitPattern
        packed.pointee.absolute_error = errors.absoluteError.bitPattern
        packed.pointee.values = UInt64(try Self.rules.counter(errors.count, "values"))
        packed.pointee.percentages = percentages.bitPattern
        packed.pointee.scaled_error = scaledError.bitPattern
        packed.pointee.scaled_count = UInt64(try Self.rules.counter(scaledCount, "scaled_count"))
        packed.pointee.pinball = pinball.bitPattern
        packed.pointee.covered = UInt64(try Self.rules.counter(covered, "covered"))
        packed.pointee.quantile_count = UInt64(try Self.rules.counter(quantileCount, "quantile_count"))
        return packed
    }

    fileprivate init(
        _ packed: UnsafeMutablePointer<CMetricSums>?, _ rules: FieldRules
    ) throws(TransportError) {
        guard let packed = packed?.pointee else {
            throw rules.malformed("sums", is: "missing", expected: "metric sums")
        }
        self.init(
            samples: try Self.rules.counter(packed.samples, "samples"), loss: Double(bitPattern: packed.loss),
            errors: ErrorSums(
                count: try Self.rules.counter(packed.values, "values"),
                squaredError: Double(bitPattern: packed.squared_error),
                absoluteError: Double(bitPattern: packed.absolute_error)),
            percentages: Double(bitPattern: packed.percentages),
            scaledError: Double(bitPattern: packed.scaled_error),
            scaledCount: try Self.rules.counter(packed.scaled_count, "scaled_count"),
            pinball: Double(bitPattern: packed.pinball),
            covered: try Self.rules.counter(packed.covered, "covered"),
            quantileCount: try Self.rules.counter(packed.quantile_count, "quantile_count"))
    }
}

private typealias CMetricSums = Lockstep__V1__MetricSums
