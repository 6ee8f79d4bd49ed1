import CLockstepProtos
import Jobs
import Training

extension MemoryOffer: WireForm {
    typealias Packed = Lockstep__V1__MemoryOffer

    static let rules = FieldRules("MemoryOffer")
    static var field: WireField<Packed> {
        WireField(LOCKSTEP__V1__ENVELOPE__BODY_MEMORY_OFFER, \.memory_offer, lockstep__v1__memory_offer__init)
    }

    func pack(into packed: inout Packed, _ packer: inout Packer) throws(TransportError) {
        let rules = Self.rules
        packed.run = packer.string(try rules.run(run))
        packed.memory = UInt64(try rules.counter(memory, "memory"))
        packed.numbers = UInt64(try rules.integer(numbers, "numbers", in: 1...JobLimits.parameters))
        packed.partials = packer.string(try rules.path(partials))
        packed.slots = UInt32(try rules.integer(slots, "slots", in: 1...Limits.mostSharedSlots))
        packed.weights = packer.string(try rules.path(weights))
        packed.token = token
    }

    init(_ packed: Packed, _ unpacker: inout Unpacker) throws(TransportError) {
        let rules = Self.rules
        self.init(
            run: try rules.run(unpacker.string(packed.run, "run", rules)),
            memory: try rules.counter(packed.memory, "memory"),
            numbers: try rules.integer(packed.numbers, "numbers", in: 1...JobLimits.parameters),
            partials: try rules.path(unpacker.string(packed.partials, "partials", rules)),
            slots: try rules.integer(packed.slots, "slots", in: 1...Limits.mostSharedSlots),
            weights: try rules.path(unpacker.string(packed.weights, "weights", rules)), token: packed.token)
    }
}
