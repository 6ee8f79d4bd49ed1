import CKernels
package import Neural
import Synchronization

/// A model's passes on a device, of leaves of the reduction tree side by side: of each, the same bits as
/// `ModelRunner`'s. For one thread.
///
/// Letters: S samples of all leaves, T time steps, F features, O outputs of a sample, P weights. A runner
/// that has thrown is of no use any more.
package final class DeviceRunner {
    /// (T, S, F) for the S of the next pass; filled by the caller, then sent by `sendInput`.
    package let input: FloatBuffer
    /// (S, known), filled and sent with `input`; empty where nothing is known of the future.
    package let known: FloatBuffer
    /// (S, O), filled by the caller before `step`; NaN counts as met.
    package let target: FloatBuffer
    /// (S, O), or (T, S, O) for sequences, after `forward`.
    package let output: FloatBuffer
    /// As `output`; filled by the caller before `backward`.
    package let outputGradient: FloatBuffer
    /// The most samples, and the most leaves, of a pass.
    package var capacity: Int { plan.capacity }
    package var leaves: Int { plan.leaves }
    let memory: DeviceMemory
    let plan: DeviceModel
    let queue: any DeviceQueue
    private let layers: [any DeviceLayer]
    private var recordings: [Form: Recording] = [:]
    /// Whose numbers the device's weights are. Held on to, so that no other vector takes their place.
    private var loaded: FloatBuffer?
    /// Draw, leaves and nodes on their way to the device.
    private let head: FloatBuffer
    /// Gradients on their way from it, one for each node, and the leaves' losses, in Float64.
    private var staged: [FloatBuffer] = []
    private let losses: FloatBuffer

    /// What is done between two visits of the processor.
    enum Part: Hashable {
        case forward, backward
        /// Both, with the loss between them.
        case step(DeviceLoss)
    }

    /// What recordings differ by.
    private struct Form: Hashable {
        let part: Part
        let samples, leaves, nodes: Int
        let addsUp: Bool
        let purpose: StreamDomain.Purpose?
    }

    private struct Recording {
        let work: any DeviceRecording
        /// The input of each layer and the output of the last.
        let inputs: [UnsafeMutablePointer<Float>?]
    }

    /// - Throws: `DeviceError.memory`, `.failed`, `.kernels`.
    package init(_ plan: DeviceModel) throws(DeviceError) {
        let driver = plan.driver
        self.plan = plan
        queue = try driver.makeQueue()
        input = try .shared(count: plan.capacity * plan.inputs, with: driver)
        known = try .shared(count: plan.capacity * plan.model.known, with: driver)
        target = try .shared(count: plan.capacity * plan.outputs, with: driver)
        output = try .shared(count: plan.capacity * plan.outputs, with: driver)
        outputGradient = try .shared(count: plan.capacity * plan.outputs, with: driver)
        head = try .shared(count: DeviceMemory.headNumbers(leaves: plan.leaves), with: driver)
        losses = try .shared(count: 2 * plan.leaves, with: driver)
        memory = try DeviceMemory(plan)
        layers = try plan.makeLayers(known: memory.known)
    }

    /// What is on its way ends before its memory does.
    deinit { try? queue.finish() }

    // MARK: Passes

    /// Copies `input` and `known` to the device, which may do so until the next pass.
    ///
    /// - Throws: `DeviceError.failed`.
    package func sendInput(samples: Int) throws(DeviceError) {
        precondition((1...plan.capacity).contains(samples), "a pass has 1 to \(plan.capacity) samples")
        try send(input, to: memory.input, count: samples * plan.inputs)
        if plan.model.known > 0 { try send(known, to: memory.known, count: samples * plan.model.known) }
    }

    /// Computes `output` from the input that was sent.
    ///
    /// - Throws: `DeviceError.failed`, `.kernels`.
    package func forward(weights: Vector, leaves: DeviceLeaves, dropout: DropoutDraw?) throws(DeviceError) {
        let recording = try recording(.forward, leaves, dropout?.purpose)
        try load(weights)
        try sendHead(leaves, dropout)
        try inTurn { () throws(DeviceError) in
            try queue.replay(recording.work)
            let bytes = leaves.samples * plan.outputs * MemoryLayout<Float>.stride
            let place = UInt(bitPattern: recording.inputs[layers.count])
            try queue.read(output.start, from: place, bytes: bytes)
            try queue.finish()
        }
    }

    /// Computes the nodes' gradients from `outputGradient`; after `forward` with the same leaves and dropout.
    ///
    /// - Throws: `DeviceError.memory`, `.failed`, `.kernels`.
    package func backward(leaves: DeviceLeaves, dropout: DropoutDraw?) throws(DeviceError) {
        let recording = try recording(.backward, leaves, dropout?.purpose)
        try send(outputGradient, to: memory.outputGradient, count: leaves.samples * plan.outputs)
        try inTurn { () throws(DeviceError) in
            try queue.replay(recording.work)
            try readGradients(leaves)
            try queue.finish()
        }
    }

    /// Both passes of the input that was sent, with the loss against `target` between them.
    ///
    /// - Parameter levels: scale and offset, (S, K), where the loss has levels.
    /// - Returns: of each leaf, the sum of the loss's terms.
    /// - Throws: `DeviceError.memory`, `.failed`, `.kernels`.
    package func step(
        weights: Vector, leaves: DeviceLeaves, dropout: DropoutDraw?, loss: DeviceLoss,
        levels: (scale: FloatBuffer, offset: FloatBuffer)?
    ) throws(DeviceError) -> [Double] {
        let recording = try recording(.step(loss), leaves, dropout?.purpose)
        let samples = leaves.samples
        try load(weights)
        try sendHead(leaves, dropout)
        try send(target, to: memory.target, count: samples * plan.outputs)
        if let levels, let width = loss.levels {
            try send(levels.scale, to: memory.scale, count: samples * width)
            try send(levels.offset, to: memory.offset, count: samples * width)
        }
        let count = leaves.sizes.count
        try inTurn { () throws(DeviceError) in
            try queue.replay(recording.work)
            try queue.read(
                losses.start, from: memory.losses.address, bytes: count * MemoryLayout<Double>.stride)
            try readGradients(leaves)
            try queue.finish()
        }
        let sums = UnsafeRawBufferPointer(start: losses.start, count: count * MemoryLayout<Double>.stride)
        return Array(sums.bindMemory(to: Double.self))
    }

    /// Writes the gradient sum of a node, P numbers, after `backward` or `step`.
    package func copyGradient(ofNode node: Int, to gradient: inout Vector) {
        precondition(gradient.count == staged[node].count, "a gradient is as long as the weights")
        let source = staged[node]
        gradient.withUnsafeMutableBufferPointer { buffer in
            _ = buffer.update(from: UnsafeBufferPointer(start: source.start, count: source.count))
        }
    }

    /// Alone on the device where blocks of a launch wait for each other.
    func inTurn(_ body: () throws(DeviceError) -> Void) throws(DeviceError) {
        guard plan.needsTurns else { return try body() }
        try DeviceModel.turn.withLock { _ throws(DeviceError) in try body() }
    }

    // MARK: Copies

    private func send(_ source: FloatBuffer, to target: DeviceBuffer, count: Int) throws(DeviceError) {
        try queue.write(target.address, from: source.start, bytes: count * MemoryLayout<Float>.stride)
    }

    /// Weights that are there already stay there.
    func load(_ vector: Vector) throws(DeviceError) {
        guard loaded !== vector.buffer else { return }
        loaded = nil
        try send(vector.buffer, to: memory.weights, count: vector.count)
        loaded = vector.buffer
    }

    func sendHead(_ leaves: DeviceLeaves, _ dropout: DropoutDraw?) throws(DeviceError) {
        let words = leaves.words
        let start = UnsafeMutableRawPointer(head.start)
        start.storeBytes(
            of: ck_device_draw(
                key: dropout?.seed ?? 0, slot: dropout?.firstSlot ?? 0, step: dropout?.step ?? 0),
            as: ck_device_draw.self)
        words.withUnsafeBytes {
            UnsafeMutableRawBufferPointer(start: start + DeviceMemory.drawBytes, count: $0.count)
                .copyMemory(from: $0)
        }
        try queue.write(
            memory.head.address, from: start,
            bytes: DeviceMemory.drawBytes + words.count * MemoryLayout<Int32>.stride)
    }

    private func readGradients(_ leaves: DeviceLeaves) throws(DeviceError) {
        let count = plan.model.parameters.count
        while staged.count < leaves.nodes.count {
            staged.append(try .shared(count: count, with: plan.driver))
        }
        for (node, target) in zip(leaves.nodes, staged) {
            try queue.read(
                target.start,
                from: memory.gradients.address
                    + UInt(node.lowerBound * count * MemoryLayout<Float>.stride),
                bytes: count * MemoryLayout<Float>.stride)
        }
    }

    // MARK: Recordings

    private func recording(
        _ part: Part, _ leaves: DeviceLeaves, _ purpose: StreamDomain.Purpose?
    ) throws(DeviceError) -> Recording {
        let form = Form(
            part: part, samples: leaves.samples, leaves: leaves.sizes.count, nodes: leaves.nodes.count,
            addsUp: leaves.addsUp, purpose: purpose)
        if let known = recordings[form] { return known }
        var inputs = part == .backward ? try recording(.forward, leaves, purpose).inputs : []
        let work = try queue.record { () throws(DeviceError) in
            try launch(part, leaves, purpose, &inputs)
        }
        // Shares of a step change with the workers' speeds: what is not asked for again makes room.
        if recordings.count == Self.recordingsAtMost { recordings.removeAll() }
        let recording = Recording(work: work, inputs: inputs)
        recordings[form] = recording
        return recording
    }

    private static let recordingsAtMost = 64

    /// Launches what a part is made of.
    ///
    /// - Parameter inputs: of each layer, and the output of the last: what the forward pass says and the
    ///   backward pass is told.
    /// - Throws: `DeviceError.kernels`, `.failed`.
    func launch(
        _ part: Part, _ leaves: DeviceLeaves, _ purpose: StreamDomain.Purpose?,
        _ inputs: inout [UnsafeMutablePointer<Float>?]
    ) throws(DeviceError) {
        let pass = memory.pass(leaves, purpose, queue: queue, plan: plan)
        if part != .backward {
            inputs = try layers.forward(pass, draw: memory.head, input: memory.input.numbers)
        }
        if case .step(let loss) = part { try launch(loss, pass, output: inputs[layers.count]) }
        if part != .forward {
            try layers.backward(pass, inputs: inputs, outputGradient: memory.outputGradient.numbers)
            if leaves.addsUp { try addUp(leaves, pass) }
        }
    }

    private func launch(
        _ loss: DeviceLoss, _ pass: DevicePass, output: UnsafeMutablePointer<Float>?
    ) throws(DeviceError) {
        let outputs = plan.model.shapes[plan.model.layers.count]
        let words = ck_device_loss(
            sums: UnsafeMutablePointer(bitPattern: memory.losses.address), output: output,
            target: memory.target.numbers, gradient: memory.outputGradient.numbers,
            scale: loss.levels == nil ? nil : memory.scale.numbers,
            offset: loss.levels == nil ? nil : memory.offset.numbers, levels: Int32(loss.levels ?? 1),
            time_steps: Int32(outputs.rows), samples: pass.samples, outputs: Int32(outputs.features),
            leaves: pass.leaves, kind: loss.kind, gradient_scale: 1 / Double(outputs.count),
            delta: loss.delta)
        try pass.launch(ck_launch_loss(pass.leafCount), words)
    }

    private func addUp(_ leaves: DeviceLeaves, _ pass: DevicePass) throws(DeviceError) {
        let words = ck_device_nodes(
            leaves: memory.gradients.numbers, leaf_stride: pass.parameters,
            nodes: pass.leaves.map { $0 + 2 * leaves.sizes.count }, count: pass.parameters)
        let launch = withUnsafePointer(to: words) { ck_launch_nodes($0, Int32(leaves.nodes.count)) }
        try pass.launch(launch, words)
    }
}
