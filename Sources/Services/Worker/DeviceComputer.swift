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
    private let prediction: Prediction
    private let judge: ForecastJudge
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
        let (targets, loss) = (job.series.outputs / job.series.horizon, job.plan.job.training.loss)
        prediction = Prediction(
            of: device.output, form: loss.form, capacity: device.capacity, targets: targets,
            options: job.series.options)
        judge = ForecastJudge(plan: job.plan, series: job.series)
        self.loss =
            job.plan.job.training.lossWeights.isEmpty
            ? DeviceLoss(loss, levels: prediction.levels.map { _ in targets }) : nil
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
            levels: prediction.levels)
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
                levels: prediction.levels.map { ($0.scale, $0.offset) })
            losses = losses.map { $0 / Double(series.outputs) / Double(plan.samplesPerWindow) }
        } else {
            try device.forward(weights: computation.weights, leaves: side, dropout: draw)
            losses = said(side).map {
                judge.loss(said: $0.said, target: $0.target, samples: $0.samples, gradient: $0.gradient)
            }
            prediction.pullBack(device.outputGradient, samples: side.samples)
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
        return zip(slices, said(side)).map { slice, leaf in
            let sums = judge.metrics(
                of: plan.windows(purpose, slice: slice), purpose, said: leaf.said, target: leaf.target)
            return (TreeNode(slice, slice + 1), NodeSum(sums))
        }
    }

    /// Each leaf's part of what the device says, of its targets and of the output's gradient: of buffers that
    /// outlive what is made of them here.
    private func said(
        _ leaves: DeviceLeaves
    ) -> [(samples: Int, said: FloatBuffer, target: FloatBuffer, gradient: FloatBuffer)] {
        prediction.restore(samples: leaves.samples)
        let width = plan.job.training.loss.form.width
        var first = 0
        return leaves.sizes.map { samples in
            defer { first += samples * series.outputs }
            func part(_ buffer: FloatBuffer, _ width: Int) -> FloatBuffer {
                FloatBuffer(
                    start: buffer.start + first * width, count: samples * series.outputs * width
                ) {}
            }
            return (
                samples, part(prediction.values, width), part(device.target, 1),
                part(device.outputGradient, width)
            )
        }
    }
}
