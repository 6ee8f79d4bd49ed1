import CLockstepProtos
import Training

extension ForecastAssignment: WireForm {
    typealias Packed = Lockstep__V1__ForecastAssignment

    static let rules = FieldRules("ForecastAssignment")
    static var field: WireField<Packed> {
        WireField(
            LOCKSTEP__V1__ENVELOPE__BODY_FORECAST_ASSIGNMENT, \.forecast_assignment,
            lockstep__v1__forecast_assignment__init)
    }

    func pack(into packed: inout Packed, _ packer: inout Packer) throws(TransportError) {
        let rules = Self.rules
        let range = try rules.range(
            slices.lowerBound, slices.upperBound, "slices", atMost: Limits.orderSlices)
        packed.order = packer.string(try rules.digest(order, "order"))
        packed.bytes = UInt64(try rules.integer(bytes, "bytes", in: 0...Limits.orderBytes))
        packed.lower = UInt32(range.lowerBound)
        packed.upper = UInt32(range.upperBound)
    }

    init(_ packed: Packed, _ unpacker: inout Unpacker) throws(TransportError) {
        let rules = Self.rules
        self.init(
            order: try rules.digest(unpacker.string(packed.order, "order", rules), "order"),
            bytes: try rules.integer(packed.bytes, "bytes", in: 0...Limits.orderBytes),
            slices: try rules.range(packed.lower, packed.upper, "slices", atMost: Limits.orderSlices))
    }
}
