import Device
import Jobs
import Neural
import Series
import Training

/// Computes all leaves of an assignment at once on a device, for one thread, which cuts the windows: masks,
/// passes, loss and the sums of nodes are the device's, and weights stay there until others come.
///
/// What the device does not do, because it was lost, the processor does: nobody gets another result.
final class DeviceComputer: AssignmentComputer {
    private let job: PreparedJob
    private let device: DeviceRunner
    /// Nil where the processor computes the loss.
    private let loss: DeviceLoss?
    private let levels: WindowLevels?
    /// As the device's output, or that with what was taken off put back.
    private let prediction: FloatBuffer
    private var windows: TrainingWindows
    /// What the device's input is.
    private var sent: Place?
    private let report: (DeviceError) -> Void
    private var spare: ProcessorComputer?

    private struct Place: Equatable {
        let step: Int
        let leaves: Range<Int>
    }

    private var plan: WorkPlan { job.plan }
    private var series: ForecastSeries { job.series }

    /// - Parameter report: is told, at most once, why the processor goes on alone.
    init(_ job: PreparedJob, on device: DeviceRunner, report: @escaping (DeviceError) -> Void) {
        self.job = job
        self.device = device
        self.report = report
        windows = TrainingWindows(job.plan)
        let targets = job.series.outputs / job.series.horizon
        let isPlain = job.series.options.normalise == .none
        levels = isPlain ? nil : WindowLevels(capacity: device.capacity, targets: targets)
        loss = DeviceLoss(job.plan.job.training.loss, levels: isPlain ? nil : targets)
        prediction = isPlain ? device.output : FloatBuffer(count: device.output.count)
    }

    func sums(
        of leaves: Range<Int>, of computation: Computation, partials: (Int) -> Vector
    ) -> [(node: TreeNode, sum: NodeSum)] {
        var sums: [(node: TreeNode, sum: NodeSum)] = []
        if spare == nil {
            do throws(DeviceError) {
                for part in parts(of: leaves, of: computation) {
                    sums +=
                        computation.purpose == .train
                        ? try gradients(of: part, of: computation, partials: partials)
                        : try metrics(of: part, of: computation)
                }
                return sums
            } catch {
                report(error)
            }
        }
        let processor = spare ?? ProcessorComputer(job)
        spare = processor
        let done = sums.last?.node.upper ?? leaves.lowerBound
        return sums + processor.sums(of: done..<leaves.upperBound, of: computation, partials: partials)
    }

    /// The windows of the same leaves of the next step go to the device before its weights are there.
    func prepare(for computation: Computation) {
        let step = computation.step + 1
        guard spare == nil, computation.purpose == .train, step < plan.steps,
            computation.leaves.upperBound <= plan.microbatches(step: step)
        else { return }
        let part = parts(of: computation.leaves, .train, step: step)[0]
        // An error shows again where somebody waits for a result.
        try? send(part, step: step)
    }

    // MARK: Leaves

    private func parts(of leaves: Range<Int>, of computation: Computation) -> [Range<Int>] {
        parts(of: leaves, computation.purpose, step: computation.step)
    }

    /// As many leaves at a time as there is room for.
    private func parts(of leaves: Range<Int>, _ purpose: Purpose, step: Int) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var (first, samples) = (leaves.lowerBound, 0)
        for leaf in leaves {
            let size = size(of: leaf, purpose, step: step)
            if leaf > first, samples + size > device.capacity || leaf - first == device.leaves {
                parts.append(first..<leaf)
                (first, samples) = (leaf, 0)
            }
            samples += size
        }
        return parts + [first..<leaves.upperBound]
    }

    /// Samples of a leaf.
    private func size(of leaf: Int, _ purpose: Purpose, step: Int) -> Int {
        windowCount(of: leaf, purpose, step: step) * plan.samplesPerWindow
    }

    private func windowCount(of leaf: Int, _ purpose: Purpose, step: Int) -> Int {
        purpose == .train
            ? plan.slots(step: step, microbatch: leaf).count : plan.windows(purpose, slice: leaf).count
    }

    // MARK: Training

    private func send(_ leaves: Range<Int>, step: Int) throws(DeviceError) {
        let place = Place(step: step, leaves: leaves)
        guard sent != place else { return }
        try send(windows.windows(step: step, microbatches: leaves), .train)
        sent = place
    }

    private func send(_ windows: some Collection<Int>, _ part: ForecastSeries.Part) throws(DeviceError) {
        sent = nil
        series.gather(
            windows: windows, part: part, input: device.input, target: device.target, known: device.known,
            levels: levels)
        try device.sendInput(samples: windows.count * plan.samplesPerWindow)
    }

    private func gradients(
        of leaves: Range<Int>, of computation: Computation, partials: (Int) -> Vector
    ) throws(DeviceError) -> [(node: TreeNode, sum: NodeSum)] {
        let step = computation.step
        let nodes = TreeNode.maximalNodes(in: leaves, leaves: plan.leaves(.train, step: step))
        let first = leaves.lowerBound
        let side = DeviceLeaves(
            sizes: leaves.map { size(of: $0, .train, step: step) },
            nodes: nodes.map { $0.lower - first..<$0.upper - first })
        let draw = windows.draw(step: step, microbatches: leaves)
        try send(leaves, step: step)
        var losses: [Double]
        if let loss {
            losses = try device.step(
                weights: computation.weights, leaves: side, dropout: draw, loss: loss,
                levels: levels.map { ($0.scale, $0.offset) })
            losses = losses.map { $0 / Double(series.outputs) / Double(plan.samplesPerWindow) }
        } else {
            try device.forward(weights: computation.weights, leaves: side, dropout: draw)
            losses = judge(side, gradient: device.outputGradient).map(\.loss)
            levels?.pullBack(device.outputGradient, samples: side.samples, horizon: series.horizon)
            try device.backward(leaves: side, dropout: draw)
        }
        return nodes.enumerated().map { index, node in
            var sum = MetricSums()
            var tree = ReductionTree<MetricSums>(leaves: node.range.count)
            for leaf in node.range {
                sum = MetricSums(
                    samples: windowCount(of: leaf, .train, step: step), loss: losses[leaf - first])
                _ = tree.insert(sum, at: TreeNode(leaf - node.lower, leaf - node.lower + 1))
            }
            sum = tree.root ?? sum
            var gradient = partials(computation.weights.count)
            device.copyGradient(ofNode: index, to: &gradient)
            return (node, NodeSum(gradient: gradient, loss: sum.loss, samples: sum.samples))
        }
    }

    // MARK: Evaluation

    private func metrics(
        of slices: Range<Int>, of computation: Computation
    ) throws(DeviceError) -> [(node: TreeNode, sum: NodeSum)] {
        let purpose = computation.purpose
        let side = DeviceLeaves(sizes: slices.map { size(of: $0, purpose, step: 0) }, nodes: [])
        let first = plan.windows(purpose, slice: slices.lowerBound).lowerBound
        let last = plan.windows(purpose, slice: slices.upperBound - 1).upperBound
        try send(first..<last, purpose == .test ? .test : .validation)
        try device.forward(weights: computation.weights, leaves: side, dropout: nil)
        return zip(slices, judge(side, gradient: nil)).map { slice, judged in
            var sums = judged.errors
            sums.samples = windowCount(of: slice, purpose, step: 0)
            sums.loss = judged.loss
            return (TreeNode(slice, slice + 1), NodeSum(sums))
        }
    }

    /// Holds each leaf's part of the device's output against its targets.
    private func judge(
        _ leaves: DeviceLeaves, gradient: FloatBuffer?
    ) -> [(errors: MetricSums, loss: Double)] {
        levels?.restore(device.output, samples: leaves.samples, horizon: series.horizon, into: prediction)
        var first = 0
        return leaves.sizes.map { samples in
            let place = first * series.outputs..<(first + samples) * series.outputs
            first += samples
            let (output, target) = (part(place, of: prediction), part(place, of: device.target))
            let errors = MetricSums.measure(windows: 0, output: output, target: target, count: place.count)
            if series.hasMissingValues {
                ForecastSeries.replaceMissing(target, by: output, count: place.count)
            }
            let loss = plan.job.training.loss.evaluate(
                output: output, target: target, samples: samples, outputs: series.outputs,
                gradient: gradient.map { part(place, of: $0) })
            return (errors, loss / Double(plan.samplesPerWindow))
        }
    }

    /// Numbers of a buffer that outlives what is made of it here.
    private func part(_ place: Range<Int>, of buffer: FloatBuffer) -> FloatBuffer {
        FloatBuffer(start: buffer.start + place.lowerBound, count: place.count) {}
    }
}
