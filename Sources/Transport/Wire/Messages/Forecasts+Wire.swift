import CLockstepProtos
import Training

extension Forecasts: WireForm {
    typealias Packed = Lockstep__V1__Forecasts

    static let rules = FieldRules("Forecasts")
    static var field: WireField<Packed> {
        WireField(LOCKSTEP__V1__ENVELOPE__BODY_FORECASTS, \.forecasts, lockstep__v1__forecasts__init)
    }

    func pack(into packed: inout Packed, _ packer: inout Packer) throws(TransportError) {
        let rules = Self.rules
        packed.order = packer.string(try rules.digest(order, "order"))
        packed.slice = UInt32(try rules.integer(slice, "slice", in: 0...Limits.orderSlices - 1))
        packed.compute_time_ns = UInt64(try rules.nanoseconds(computeTime.nanoseconds, "compute_time_ns"))
        packed.outputs = try packer.declare(outputs, "outputs", rules)
    }

    init(_ packed: Packed, _ unpacker: inout Unpacker) throws(TransportError) {
        let rules = Self.rules
        self.init(
            order: try rules.digest(unpacker.string(packed.order, "order", rules), "order"),
            slice: try rules.integer(packed.slice, "slice", in: 0...Limits.orderSlices - 1),
            computeTime: try unpacker.duration(packed.compute_time_ns, "compute_time_ns", rules),
            outputs: try unpacker.numbers(packed.outputs, "outputs", rules))
    }
}
