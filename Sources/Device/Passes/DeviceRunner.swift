import CKernels
package import Neural
import Synchronization

/// A model's two passes on a device, the same bits as `ModelRunner`'s. For one thread.
///
/// What a device does not do, because it ran out of memory or was lost, a processor does: nobody gets another
/// result. Who made the runner hears of it once.
package final class DeviceRunner: PassRunner {
    package let input, output, outputGradient: FloatBuffer
    /// Nothing: a model that knows of the future has an obstacle.
    package let known = FloatBuffer(count: 0)
    /// Nothing: so has one that tells series apart.
    package let series = SampleSeries(capacity: 0)
    private let plan: DeviceModel
    private let queue: any DeviceQueue
    private let layers: [any DeviceLayer]
    private let deviceInput, deviceOutputGradient, weights, gradient, draw: DeviceBuffer
    /// The gradient on its way to where it is wanted.
    private let staged: FloatBuffer
    private var recordings: [Form: Recording] = [:]
    /// Whose numbers `weights` holds. Held on to, so that no other vector takes their place.
    private var loaded: FloatBuffer?
    private let report: (DeviceError) -> Void
    private var spare: ModelRunner?
    private var lastDropout: DropoutDraw?

    /// What recordings differ by.
    private struct Form: Hashable {
        let samples: Int
        let purpose: StreamDomain.Purpose?
    }

    private struct Recording {
        let forward, backward: any DeviceRecording
        let output: DeviceAddress
        /// First sample and number of samples.
        let leaves: DeviceBuffer
    }

    /// - Parameter report: Called at most once, where the device fails and this machine's processor goes on.
    /// - Throws: `DeviceError.memory`, `.failed`, `.kernels`.
    package init(_ plan: DeviceModel, report: @escaping (DeviceError) -> Void) throws(DeviceError) {
        let (model, driver, capacity) = (plan.model, plan.driver, plan.capacity)
        self.plan = plan
        self.report = report
        queue = try driver.makeQueue()
        let inputs = model.shapes[0].count, outputs = model.shapes[model.layers.count].count
        input = try .shared(count: capacity * inputs, with: driver)
        output = try .shared(count: capacity * outputs, with: driver)
        outputGradient = try .shared(count: capacity * outputs, with: driver)
        staged = try .shared(count: model.parameters.count, with: driver)
        deviceInput = try DeviceBuffer(numbers: capacity * inputs, of: driver)
        deviceOutputGradient = try DeviceBuffer(numbers: capacity * outputs, of: driver)
        weights = try DeviceBuffer(numbers: model.parameters.count, of: driver)
        gradient = try DeviceBuffer(numbers: model.parameters.count, of: driver)
        draw = try DeviceBuffer(bytes: MemoryLayout<ck_device_draw>.size, of: driver)
        layers = try plan.makeLayers()
    }

    // MARK: Passes

    package func forward(weights: Vector, samples: Int, dropout: DropoutDraw?) {
        precondition((1...plan.capacity).contains(samples), "a pass has 1 to \(plan.capacity) samples")
        lastDropout = dropout
        if spare == nil {
            do throws(DeviceError) {
                return try forwardOnDevice(weights: weights, samples: samples, dropout: dropout)
            } catch {
                report(error)
            }
        }
        forwardHere(weights: weights, samples: samples)
    }

    package func backward(weights: Vector, samples: Int, gradient: inout Vector) {
        precondition(gradient.count == weights.count, "a gradient is as long as the weights")
        if spare == nil {
            do throws(DeviceError) {
                return try backwardOnDevice(samples: samples, gradient: &gradient)
            } catch {
                report(error)
                forwardHere(weights: weights, samples: samples)
            }
        }
        guard let spare else { return }
        spare.outputGradient.start.update(from: outputGradient.start, count: outputGradient.count)
        spare.backward(weights: weights, samples: samples, gradient: &gradient)
    }

    /// On this machine's processor, from now on.
    private func forwardHere(weights: Vector, samples: Int) {
        let runner = spare ?? ModelRunner(model: plan.model, capacity: plan.capacity)
        spare = runner
        runner.input.start.update(from: input.start, count: input.count)
        runner.forward(weights: weights, samples: samples, dropout: lastDropout)
        output.start.update(from: runner.output.start, count: output.count)
    }

    private func forwardOnDevice(weights: Vector, samples: Int, dropout: DropoutDraw?) throws(DeviceError) {
        let recording = try recording(Form(samples: samples, purpose: dropout?.purpose))
        try load(weights)
        let inputs = samples * plan.model.shapes[0].count
        try queue.write(deviceInput.address, from: input.start, bytes: inputs * MemoryLayout<Float>.stride)
        var words = ck_device_draw(
            key: dropout?.seed ?? 0, slot: dropout?.firstSlot ?? 0, step: dropout?.step ?? 0)
        try queue.write(draw.address, from: &words, bytes: MemoryLayout<ck_device_draw>.size)
        let outputs = samples * plan.model.shapes[plan.model.layers.count].count
        try inTurn { () throws(DeviceError) in
            try queue.replay(recording.forward)
            try queue.read(output.start, from: recording.output, bytes: outputs * MemoryLayout<Float>.stride)
            try queue.finish()
        }
    }

    private func backwardOnDevice(samples: Int, gradient target: inout Vector) throws(DeviceError) {
        let recording = try recording(Form(samples: samples, purpose: lastDropout?.purpose))
        let outputs = samples * plan.model.shapes[plan.model.layers.count].count
        try queue.write(
            deviceOutputGradient.address, from: outputGradient.start,
            bytes: outputs * MemoryLayout<Float>.stride)
        try inTurn { () throws(DeviceError) in
            try queue.replay(recording.backward)
            try queue.read(
                staged.start, from: gradient.address, bytes: staged.count * MemoryLayout<Float>.stride)
            try queue.finish()
        }
        target.withUnsafeMutableBufferPointer { buffer in
            _ = buffer.update(from: UnsafeBufferPointer(start: staged.start, count: staged.count))
        }
    }

    /// Alone on the device where blocks of a launch wait for each other.
    private func inTurn(_ body: () throws(DeviceError) -> Void) throws(DeviceError) {
        guard plan.needsTurns else { return try body() }
        try DeviceModel.turn.withLock { _ throws(DeviceError) in try body() }
    }

    private func load(_ vector: Vector) throws(DeviceError) {
        guard loaded !== vector.buffer else { return }
        loaded = nil
        let buffer = vector.buffer
        try queue.write(weights.address, from: buffer.start, bytes: buffer.count * MemoryLayout<Float>.stride)
        loaded = buffer
    }

    // MARK: Recordings

    private func recording(_ form: Form) throws(DeviceError) -> Recording {
        if let known = recordings[form] { return known }
        let leaves = try DeviceBuffer(bytes: 8, of: plan.driver)
        var leaf: (Int32, Int32) = (0, Int32(form.samples))
        try queue.write(leaves.address, from: &leaf, bytes: 8)
        try queue.finish()
        let pass = DevicePass(
            queue: queue, program: plan.general, limits: plan.driver.limits, samples: leaf.1,
            purpose: form.purpose, weights: weights.numbers, gradient: gradient.numbers,
            leaves: UnsafePointer(bitPattern: leaves.address), leafCount: 1,
            parameters: plan.model.parameters.count)
        var inputs: [UnsafeMutablePointer<Float>?] = []
        let forward = try queue.record { () throws(DeviceError) in
            inputs = try layers.forward(pass, draw: draw, input: deviceInput.numbers)
        }
        let backward = try queue.record { () throws(DeviceError) in
            try layers.backward(pass, inputs: inputs, outputGradient: deviceOutputGradient.numbers)
        }
        let output = UInt(bitPattern: inputs[layers.count])
        let recording = Recording(forward: forward, backward: backward, output: output, leaves: leaves)
        recordings[form] = recording
        return recording
    }
}
