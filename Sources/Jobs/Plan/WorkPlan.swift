package import Neural
package import Series

/// How a job's work is cut: epochs into steps, steps into microbatches, validation and test into slices.
///
/// A pure function of the job and the number of windows; the same for every worker and the coordinator.
package struct WorkPlan: Sendable {
    package let job: Job
    package let model: Model
    /// Windows of each part.
    package let windows: WindowCounts
    /// Steps of one epoch, at least 1.
    package let stepsPerEpoch: Int
    /// Most windows of a microbatch.
    package let microbatchCapacity: Int
    /// C, samples that a window is.
    package let samplesPerWindow: Int

    package struct WindowCounts: Sendable, Equatable {
        package let train: Int
        package let validation: Int
        package let test: Int

        package init(train: Int, validation: Int, test: Int) {
            self.train = train
            self.validation = validation
            self.test = test
        }

        package init(_ series: ForecastSeries) {
            self.init(
                train: series.windowCount(.train), validation: series.windowCount(.validation),
                test: series.windowCount(.test))
        }
    }

    /// - Parameters:
    ///   - features: of a time step as the model sees it.
    ///   - known: numbers of the horizon that the model is told.
    ///   - series: that a sample may be of.
    /// - Throws: `NeuralError` for a model that cannot be built.
    package init(
        job: Job, features: Int, known: Int = 0, samplesPerWindow: Int = 1, series: Int = 1,
        windows: WindowCounts
    ) throws(NeuralError) {
        precondition(windows.train > 0, "a series without a training window makes no plan")
        self.job = job
        model = try Model(
            layers: job.model, timeSteps: job.data.windows.modelTimeSteps, features: features, known: known,
            channels: samplesPerWindow, series: series)
        self.samplesPerWindow = samplesPerWindow
        self.windows = windows
        stepsPerEpoch = Self.parts(of: windows.train, size: job.training.batchSize)
        microbatchCapacity = Self.parts(of: job.training.batchSize, size: job.training.microbatches)
    }

    /// Steps of the whole job unless it stops early.
    package var steps: Int { job.training.steps ?? stepsPerEpoch * job.training.epochs }

    /// Epochs of the whole job unless it stops early; the last one may be cut short.
    package var epochs: Int { Self.parts(of: steps, size: stepsPerEpoch) }

    // MARK: Training

    /// The windows of step `step`: positions in the epoch's order.
    package func batch(step: Int) -> Range<Int> {
        let first = (step % stepsPerEpoch) * job.training.batchSize
        return first..<min(first + job.training.batchSize, windows.train)
    }

    /// The epoch that step `step` belongs to, from 0.
    package func epoch(step: Int) -> Int { step / stepsPerEpoch }

    /// Microbatches of step `step`: those of the job, or one a sample where the batch has fewer samples.
    package func microbatches(step: Int) -> Int { min(job.training.microbatches, batch(step: step).count) }

    /// The places of one microbatch's windows in the batch: as equal as can be, longer ones first. The slots
    /// of a window's samples begin at its place x C.
    package func slots(step: Int, microbatch: Int) -> Range<Int> {
        let samples = batch(step: step).count
        let parts = microbatches(step: step)
        let (size, longer) = samples.quotientAndRemainder(dividingBy: parts)
        let first = microbatch * size + min(microbatch, longer)
        return first..<(first + size + (microbatch < longer ? 1 : 0))
    }

    /// The order in which epoch `epoch` visits the training windows.
    package func order(epoch: Int) -> [UInt32] {
        RandomStream(seed: job.seed)
            .permutation(
                count: windows.train, domain: StreamDomain(.shuffle), step: UInt32(truncatingIfNeeded: epoch))
    }

    // MARK: Validation and test

    /// Windows of one evaluation slice: a microbatch's, but no fewer than a matrix product needs to run well
    /// and no fewer than keep the number of slices inside its limit.
    package func sliceSize(_ purpose: Purpose) -> Int {
        max(
            microbatchCapacity, Self.parts(of: 32, size: samplesPerWindow),
            Self.parts(of: windowCount(purpose), size: JobLimits.microbatches))
    }

    /// Slices that validation or test is cut into; 0 where the part has no window.
    package func slices(_ purpose: Purpose) -> Int {
        Self.parts(of: windowCount(purpose), size: sliceSize(purpose))
    }

    /// The windows of one slice.
    package func windows(_ purpose: Purpose, slice: Int) -> Range<Int> {
        let size = sliceSize(purpose)
        return slice * size..<min((slice + 1) * size, windowCount(purpose))
    }

    /// Most samples that a worker computes at a time.
    package var capacity: Int {
        max(microbatchCapacity, sliceSize(.validate), sliceSize(.test)) * samplesPerWindow
    }

    /// Bytes that each computing thread sets aside for activations, when it takes up the job and never again.
    package var activationBytes: Int { model.runnerMemoryBytes(capacity: capacity) }

    /// Bytes that each computing thread sets aside: activations, a gradient and a sum.
    package var threadBytes: Int { activationBytes + 8 * model.parameters.count }

    /// Bytes of a coordinator's vectors: weights, those of the best epoch, optimizer's slots, a checkpoint
    /// that is being written, two sums.
    package var vectorBytes: Int {
        let training = job.training
        let slots = training.optimizer.slotNames.count + (training.movingAverage == nil ? 0 : 1)
        return 4 * model.parameters.count * (2 * slots + 5)
    }

    /// Leaves of the reduction tree of one piece of work.
    package func leaves(_ purpose: Purpose, step: Int) -> Int {
        purpose == .train ? microbatches(step: step) : slices(purpose)
    }

    private func windowCount(_ purpose: Purpose) -> Int {
        switch purpose {
        case .train: windows.train
        case .validate: windows.validation
        case .test: windows.test
        }
    }

    private static func parts(of count: Int, size: Int) -> Int { (count + size - 1) / size }
}
