import CKernels
import Neural

/// The masks of a recurrent layer on a device, which a decoder behind it uses again.
final class GateMasks {
    private let place: DevicePlace
    private let inputPlans, statePlans: [MaskPlan]
    private let inputBits, stateBits: DeviceBuffer

    /// - Parameter units: H.
    /// - Throws: `DeviceError.memory`, `.failed`.
    init(_ place: DevicePlace, units: Int) throws(DeviceError) {
        self.place = place
        let plans = place.model.maskPlans(layer: place.index)
        inputPlans = plans.filter { $0.place.mask < 4 }
        statePlans = plans.filter { $0.place.mask >= 4 }
        inputBits = try place.buffer(Self.fours(place.shape.features))
        stateBits = try place.buffer(Self.fours(units))
    }

    /// Words of four bytes that so many bytes take.
    private static func fours(_ count: Int) -> Int { (count + 3) / 4 }

    /// What a pass with dropout draws.
    func drawn(_ pass: DevicePass) -> [ck_device_mask] {
        [(inputPlans, inputBits), (statePlans, stateBits)].compactMap { plans, bits in
            guard var drawn = place.mask(plans, pass) else { return nil }
            drawn.bits = bits.bytes
            return drawn
        }
    }

    func inputs(_ pass: DevicePass) -> ck_device_gates { gates(inputPlans, inputBits, pass) }
    func states(_ pass: DevicePass) -> ck_device_gates { gates(statePlans, stateBits, pass) }

    private func gates(_ plans: [MaskPlan], _ bits: DeviceBuffer, _ pass: DevicePass) -> ck_device_gates {
        guard let plan = plans.first, pass.purpose != nil else { return DevicePlace.noMasks }
        return ck_device_gates(bits: bits.bytes, stride: Int32(Self.fours(plan.count) * 4), scale: plan.scale)
    }
}
