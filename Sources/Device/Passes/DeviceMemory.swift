import CKernels
import Neural

/// What a model's passes have on a device beside the layers' own.
struct DeviceMemory {
    let input, known, target, scale, offset, outputGradient, weights: DeviceBuffer
    /// P numbers for each leaf; those of a node are added up in the place of its first.
    let gradients: DeviceBuffer
    /// Of each leaf, in Float64.
    let losses: DeviceBuffer
    /// A `ck_device_draw`, then `DeviceLeaves.words`.
    let head: DeviceBuffer

    /// - Throws: `DeviceError.memory`, `.failed`.
    init(_ plan: DeviceModel) throws(DeviceError) {
        let (driver, parameters) = (plan.driver, plan.model.parameters.count)
        input = try DeviceBuffer(numbers: plan.capacity * plan.inputs, of: driver)
        known = try DeviceBuffer(numbers: plan.capacity * plan.model.known, of: driver)
        target = try DeviceBuffer(numbers: plan.capacity * plan.outputs, of: driver)
        scale = try DeviceBuffer(numbers: plan.capacity * plan.outputs, of: driver)
        offset = try DeviceBuffer(numbers: plan.capacity * plan.outputs, of: driver)
        outputGradient = try DeviceBuffer(numbers: plan.capacity * plan.outputs, of: driver)
        weights = try DeviceBuffer(numbers: parameters, of: driver)
        gradients = try DeviceBuffer(numbers: plan.leaves * parameters, of: driver)
        losses = try DeviceBuffer(numbers: 2 * plan.leaves, of: driver)
        head = try DeviceBuffer(numbers: Self.headNumbers(leaves: plan.leaves), of: driver)
    }

    static let drawBytes = MemoryLayout<ck_device_draw>.size

    /// Numbers of four bytes of `head`; nodes are no more than leaves.
    static func headNumbers(leaves: Int) -> Int { drawBytes / 4 + 4 * leaves }

    /// A pass over these leaves.
    func pass(
        _ leaves: DeviceLeaves, _ purpose: StreamDomain.Purpose?, queue: any DeviceQueue, plan: DeviceModel
    ) -> DevicePass {
        precondition(
            leaves.samples <= plan.capacity && leaves.sizes.count <= plan.leaves,
            "more samples or leaves than there is room for")
        return DevicePass(
            queue: queue, program: plan.general, limits: plan.driver.limits, samples: Int32(leaves.samples),
            purpose: purpose, weights: weights.numbers, gradient: gradients.numbers,
            leaves: UnsafePointer(bitPattern: head.address + UInt(Self.drawBytes)),
            leafCount: Int32(leaves.sizes.count), parameters: plan.model.parameters.count)
    }
}
