import CKernels
package import Neural

/// Whole training steps that stay on a device: masks, passes of all microbatches side by side, squared error,
/// tree and Adam, as one recording, with nothing copied between them. What `lockstep benchmark step --device`
/// measures.
package final class DeviceStep {
    private let plan: DeviceModel
    private let queue: any DeviceQueue
    private let layers: [any DeviceLayer]
    private let input, target, outputGradient, losses, draw, leaves: DeviceBuffer
    private let weights, gradients, root, mean, square: DeviceBuffer
    private let microbatches: Int
    private var recording: (any DeviceRecording)?

    /// - Parameters:
    ///   - plan: of which the capacity is the samples of a step, a multiple of `microbatches`.
    ///   - input: (T, B, F). - target: (B, O). - weights: P numbers.
    /// - Throws: `DeviceError.memory`, `.failed`, `.kernels`.
    package init(
        _ plan: DeviceModel, microbatches: Int, input: [Float], target: [Float], weights: Vector,
        draw: DropoutDraw
    ) throws(DeviceError) {
        let (driver, parameters) = (plan.driver, plan.model.parameters.count)
        self.plan = plan
        self.microbatches = microbatches
        queue = try driver.makeQueue()
        layers = try plan.makeLayers(leaves: microbatches)
        self.input = try DeviceBuffer(numbers: input.count, of: driver)
        self.target = try DeviceBuffer(numbers: target.count, of: driver)
        outputGradient = try DeviceBuffer(numbers: target.count, of: driver)
        losses = try DeviceBuffer(numbers: 2 * microbatches, of: driver)
        leaves = try DeviceBuffer(numbers: 2 * microbatches, of: driver)
        self.draw = try DeviceBuffer(bytes: MemoryLayout<ck_device_draw>.size, of: driver)
        self.weights = try DeviceBuffer(numbers: parameters, of: driver)
        gradients = try DeviceBuffer(numbers: microbatches * parameters, of: driver)
        root = try DeviceBuffer(numbers: parameters, of: driver)
        mean = try DeviceBuffer(numbers: parameters, of: driver)
        square = try DeviceBuffer(numbers: parameters, of: driver)
        try queue.zero(mean.address, bytes: parameters * MemoryLayout<Float>.stride)
        try queue.zero(square.address, bytes: parameters * MemoryLayout<Float>.stride)
        let size = plan.capacity / microbatches
        var words = ck_device_draw(key: draw.seed, slot: draw.firstSlot, step: draw.step)
        try queue.write(self.draw.address, from: &words, bytes: MemoryLayout<ck_device_draw>.size)
        try copy((0..<microbatches).flatMap { [Int32($0 * size), Int32(size)] }, to: leaves)
        try copy(input, to: self.input)
        try copy(target, to: self.target)
        try copy(Array(weights), to: self.weights)
        recording = try queue.record { () throws(DeviceError) in try record(draw.purpose) }
    }

    private func copy<Value: BitwiseCopyable>(_ values: [Value], to buffer: DeviceBuffer) throws(DeviceError)
    {
        try queue.write(buffer.address, from: values, bytes: values.count * MemoryLayout<Value>.stride)
        try queue.finish()
    }

    private func record(_ purpose: StreamDomain.Purpose) throws(DeviceError) {
        let parameters = plan.model.parameters.count
        let pass = DevicePass(
            queue: queue, program: plan.general, limits: plan.driver.limits, samples: Int32(plan.capacity),
            purpose: purpose, weights: weights.numbers, gradient: gradients.numbers,
            leaves: UnsafePointer(bitPattern: leaves.address), leafCount: Int32(microbatches),
            parameters: parameters)
        let inputs = try layers.forward(pass, draw: draw, input: input.numbers)
        let outputs = plan.model.shapes[layers.count]
        let loss = ck_device_loss(
            sums: UnsafeMutablePointer(bitPattern: losses.address), output: inputs[layers.count],
            target: target.numbers, gradient: outputGradient.numbers, time_steps: Int32(outputs.rows),
            samples: pass.samples, outputs: Int32(outputs.features), leaves: pass.leaves, kind: CK_SQUARED,
            gradient_scale: 1 / Double(outputs.count), delta: 0)
        try pass.launch(ck_launch_loss(pass.leafCount), loss)
        try layers.backward(pass, inputs: inputs, outputGradient: outputGradient.numbers)
        let update = ck_device_update(
            leaves: gradients.numbers, leaf_stride: parameters, leaf_count: pass.leafCount,
            gradient: root.numbers, factor: 1 / Float(plan.capacity), weights: weights.numbers,
            mean: mean.numbers, square: square.numbers, count: parameters, alpha: 0.001, take1: 0.1,
            take2: 0.001, epsilon: 1e-7)
        try pass.launch(ck_launch_elements("update_by_adam", parameters), update)
    }

    /// Does so many steps, one after the other, and waits for the last.
    ///
    /// - Throws: `DeviceError.failed`.
    package func run(_ steps: Int) throws(DeviceError) {
        guard let recording else { return }
        for _ in 0..<steps { try queue.replay(recording) }
        try queue.finish()
    }

    /// The weights after the steps so far.
    ///
    /// - Throws: `DeviceError.failed`.
    package func currentWeights() throws(DeviceError) -> [Float] {
        var values = [Float](repeating: 0, count: plan.model.parameters.count)
        try queue.read(&values, from: weights.address, bytes: values.count * MemoryLayout<Float>.stride)
        try queue.finish()
        return values
    }
}
