import CLockstepProtos
import Jobs
import Neural
import Training

extension Assignment: WireForm {
    typealias Packed = Lockstep__V1__Assignment

    static let rules = FieldRules("Assignment")
    static var field: WireField<Packed> {
        WireField(LOCKSTEP__V1__ENVELOPE__BODY_ASSIGNMENT, \.assignment, lockstep__v1__assignment__init)
    }

    func pack(into packed: inout Packed, _ packer: inout Packer) throws(TransportError) {
        let rules = Self.rules
        let range = try rules.range(microbatches.lowerBound, microbatches.upperBound, "microbatches")
        packed.run = packer.string(try rules.run(run))
        packed.step = UInt64(try rules.counter(step, "step"))
        packed.purpose = CPurpose(rawValue: UInt32(purpose.rawValue))
        packed.lower = UInt32(range.lowerBound)
        packed.upper = UInt32(range.upperBound)
        packed.weights_version = UInt64(try rules.counter(weightsVersion, "weights_version"))
        guard let weights else { return }
        if let shared = packer.name(weights) {
            packed.shared_weights = shared
            packed.numbers_case = LOCKSTEP__V1__ASSIGNMENT__NUMBERS_SHARED_WEIGHTS
        } else {
            packed.weights = try packer.declare(weights, of: self, "weights", rules)
            packed.numbers_case = LOCKSTEP__V1__ASSIGNMENT__NUMBERS_WEIGHTS
        }
    }

    init(_ packed: Packed, _ unpacker: inout Unpacker) throws(TransportError) {
        let rules = Self.rules
        self.init(
            run: try rules.run(unpacker.string(packed.run, "run", rules)),
            step: try rules.counter(packed.step, "step"),
            purpose: try unpacker.value(packed.purpose.rawValue, "purpose", rules),
            microbatches: try rules.range(packed.lower, packed.upper, "microbatches"),
            weightsVersion: try rules.counter(packed.weights_version, "weights_version"),
            weights: try Self.weights(packed, &unpacker))
    }

    private static func weights(
        _ packed: Packed, _ unpacker: inout Unpacker
    ) throws(TransportError) -> Vector? {
        switch packed.numbers_case {
        case LOCKSTEP__V1__ASSIGNMENT__NUMBERS_WEIGHTS:
            try unpacker.numbers(packed.weights, "weights", rules)
        case LOCKSTEP__V1__ASSIGNMENT__NUMBERS_SHARED_WEIGHTS:
            try unpacker.sharedNumbers(packed.shared_weights, "shared_weights", rules)
        default: nil
        }
    }
}
