import CKernels
package import Neural

/// Whole training steps that stay on a device: what a `DeviceRunner` does with all microbatches of a step, by
/// squared error, and Adam, as one recording, with nothing copied between them. What
/// `lockstep benchmark step --device` measures.
package final class DeviceStep {
    private let runner: DeviceRunner
    private let mean, square: DeviceBuffer
    private let recording: any DeviceRecording

    /// - Parameters:
    ///   - plan: of which capacity and leaves are a step's.
    ///   - input: (T, S, F). - target: (S, O). - weights: P numbers.
    /// - Throws: `DeviceError.memory`, `.failed`, `.kernels`.
    package init(
        _ plan: DeviceModel, input: [Float], target: [Float], weights: Vector, draw: DropoutDraw
    ) throws(DeviceError) {
        let parameters = plan.model.parameters.count
        let runner = try DeviceRunner(plan)
        let mean = try DeviceBuffer(numbers: parameters, of: plan.driver)
        let square = try DeviceBuffer(numbers: parameters, of: plan.driver)
        let (queue, memory) = (runner.queue, runner.memory)
        for slot in [mean, square] {
            try queue.zero(slot.address, bytes: parameters * MemoryLayout<Float>.stride)
        }
        let leaves = DeviceLeaves(
            sizes: Array(repeating: plan.capacity / plan.leaves, count: plan.leaves),
            nodes: [0..<plan.leaves])
        try queue.write(memory.input.address, from: input, bytes: input.count * MemoryLayout<Float>.stride)
        try queue.write(memory.target.address, from: target, bytes: target.count * MemoryLayout<Float>.stride)
        try runner.load(weights)
        try runner.sendHead(leaves, draw)
        try queue.finish()
        guard let loss = DeviceLoss(.meanSquaredError, levels: nil) else {
            throw DeviceError(.kernels, "no kernel for the squared error")
        }
        recording = try queue.record { () throws(DeviceError) in
            var inputs: [UnsafeMutablePointer<Float>?] = []
            try runner.launch(.step(loss), leaves, draw.purpose, &inputs)
            let update = ck_device_update(
                gradient: memory.gradients.numbers, factor: 1 / Float(plan.capacity),
                weights: memory.weights.numbers, mean: mean.numbers, square: square.numbers,
                count: parameters, alpha: 0.001, take1: 0.1, take2: 0.001, epsilon: 1e-7)
            try queue.launch("update_by_adam", each: parameters, of: plan.general, update)
        }
        self.runner = runner
        self.mean = mean
        self.square = square
    }

    /// Does so many steps, one after the other, and waits for the last.
    ///
    /// - Throws: `DeviceError.failed`.
    package func run(_ steps: Int) throws(DeviceError) {
        for _ in 0..<steps { try runner.queue.replay(recording) }
        try runner.queue.finish()
    }

    /// The weights after the steps so far.
    ///
    /// - Throws: `DeviceError.failed`.
    package func currentWeights() throws(DeviceError) -> [Float] {
        var values = [Float](repeating: 0, count: runner.plan.model.parameters.count)
        try runner.queue.read(
            &values, from: runner.memory.weights.address, bytes: values.count * MemoryLayout<Float>.stride)
        try runner.queue.finish()
        return values
    }
}
