import CLockstepProtos
import Training

extension Gradient: WireForm {
    typealias Packed = Lockstep__V1__Gradient

    static let rules = FieldRules("Gradient")
    static var field: WireField<Packed> {
        WireField(LOCKSTEP__V1__ENVELOPE__BODY_GRADIENT, \.gradient, lockstep__v1__gradient__init)
    }

    func pack(into packed: inout Packed, _ packer: inout Packer) throws(TransportError) {
        let rules = Self.rules
        packed.run = packer.string(try rules.run(run))
        packed.step = UInt64(try rules.counter(step, "step"))
        packed.node = try packer.node(node, rules)
        packed.samples = UInt64(try rules.counter(samples, "samples"))
        packed.loss = loss.bitPattern
        packed.compute_time_ns = UInt64(try rules.nanoseconds(computeTime.nanoseconds, "compute_time_ns"))
        if let shared = packer.name(partial) {
            packed.shared_partial = shared
            packed.numbers_case = LOCKSTEP__V1__GRADIENT__NUMBERS_SHARED_PARTIAL
        } else {
            packed.partial = try packer.declare(partial, "partial", rules)
            packed.numbers_case = LOCKSTEP__V1__GRADIENT__NUMBERS_PARTIAL
        }
    }

    init(_ packed: Packed, _ unpacker: inout Unpacker) throws(TransportError) {
        let rules = Self.rules
        self.init(
            run: try rules.run(unpacker.string(packed.run, "run", rules)),
            step: try rules.counter(packed.step, "step"),
            node: try unpacker.node(packed.node, rules),
            samples: try rules.counter(packed.samples, "samples"),
            loss: Double(bitPattern: packed.loss),
            computeTime: try unpacker.duration(packed.compute_time_ns, "compute_time_ns", rules),
            partial: packed.numbers_case == LOCKSTEP__V1__GRADIENT__NUMBERS_SHARED_PARTIAL
                ? try unpacker.sharedNumbers(packed.shared_partial, "shared_partial", rules)
                : try unpacker.numbers(packed.partial, "partial", rules))
    }
}
