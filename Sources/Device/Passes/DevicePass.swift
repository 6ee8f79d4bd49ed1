import CKernels
import Neural

/// One pass while it is recorded: the samples of one or several leaves side by side, and where everything
/// stands.
struct DevicePass {
    let queue: any DeviceQueue
    let program: any DeviceProgram
    let limits: ck_device_limits
    /// Of all leaves.
    let samples: Int32
    /// Nil without dropout.
    let purpose: StreamDomain.Purpose?
    /// P numbers.
    let weights: UnsafeMutablePointer<Float>?
    /// P numbers for each leaf, one after the other.
    let gradient: UnsafeMutablePointer<Float>?
    /// Each leaf's first sample, and its number of samples.
    let leaves: UnsafePointer<Int32>?
    let leafCount: Int32
    /// P.
    let parameters: Int

    /// - Throws: `DeviceError.kernels`, `.failed`.
    func launch<Argument: BitwiseCopyable>(_ launch: ck_launch, _ argument: Argument) throws(DeviceError) {
        try queue.launch(launch, of: program, argument)
    }

    /// A kernel with one thread for each of `count` elements.
    ///
    /// - Throws: `DeviceError.kernels`, `.failed`.
    func launch<Argument: BitwiseCopyable>(
        _ kernel: StaticString, each count: Int, _ argument: Argument
    ) throws(DeviceError) {
        try queue.launch(kernel, each: count, of: program, argument)
    }

    /// - Throws: `DeviceError.kernels`, `.failed`.
    func multiply(_ words: ck_device_product) throws(DeviceError) {
        try launch(withUnsafePointer(to: words) { ck_launch_product($0, limits) }, words)
    }

    /// A weight gradient, in as many launches as it takes.
    ///
    /// - Throws: `DeviceError.kernels`, `.failed`.
    func launchGradient(_ words: inout ck_device_gradient) throws(DeviceError) {
        try launch(ck_launch_gradient(&words, leafCount, limits), words)
        if words.parts > 1 { try launch(ck_launch_gradient_total(&words, leafCount), words) }
    }
}

/// Where a layer stands in its model.
struct DevicePlace {
    let index: Int
    let model: Model
    let capacity: Int
    /// Samples of a leaf and leaves side by side, at most.
    let leafCapacity, leaves: Int
    let driver: any DeviceDriver
    /// Whether somebody needs the gradient of the input.
    let hasInputGradient: Bool

    var shape: SampleShape { model.shapes[index] }
    var features: Int32 { Int32(shape.features) }
    var rows: Int32 { Int32(shape.rows) }
    /// Of the layer's first tensor in the flat buffer.
    var offset: Int { model.parameters.offset(layer: index) }

    /// - Throws: `DeviceError.memory`, `.failed`.
    func buffer(_ numbersOfSample: Int) throws(DeviceError) -> DeviceBuffer {
        try DeviceBuffer(numbers: capacity * numbersOfSample, of: driver)
    }

    /// Where the sums of a weight gradient's runs wait for each other; nil where they would take too much
    /// memory.
    ///
    /// - Parameter numbers: of the layer's gradient.
    /// - Throws: `DeviceError.memory`, `.failed`.
    func runSums(numbers: Int, timeSteps: Int) throws(DeviceError) -> (most: Int32, buffer: DeviceBuffer)? {
        let runs = (1...leafCapacity).map {
            ck_gradient_runs(Int32(timeSteps), Int32($0), Int32(NeuralLimits.rowsTogether))
        }
        let most = runs.max() ?? 1
        let all = leaves * Int(most) * numbers
        guard most > 1, all <= Self.waitingNumbers else { return nil }
        return (most, try DeviceBuffer(numbers: all, of: driver))
    }

    /// Numbers that may wait: what a device writes and reads again in a tenth of a millisecond.
    private static let waitingNumbers = 40_000_000

    /// Nothing is masked.
    static var noMasks: ck_device_gates { ck_device_gates(bits: nil, stride: 0, scale: 1) }

    /// What a mask's numbers are, but not where they go.
    func mask(_ plans: [MaskPlan], _ pass: DevicePass) -> ck_device_mask? {
        guard let first = plans.first, let purpose = pass.purpose else { return nil }
        var mask = ck_device_mask()
        mask.count = Int32(first.count)
        mask.masks = Int32(first.masks(samples: Int(pass.samples)))
        mask.shared = first.isSharedBySamples ? 1 : 0
        mask.gates = Int32(plans.count)
        let domains = plans.map {
            StreamDomain(purpose, layer: $0.place.layer, mask: $0.place.mask).rawValue
        }
        withUnsafeMutableBytes(of: &mask.domains) {
            $0.copyBytes(from: domains.withUnsafeBytes { Array($0) })
        }
        mask.threshold = first.threshold ?? 0
        mask.drops_all = first.threshold == nil ? 1 : 0
        mask.scale = first.scale
        return mask
    }
}

extension ck_device_product {
    /// Where the numbers of each gate begin, of at most four.
    mutating func setGates(_ places: [Int]) {
        withUnsafeMutableBytes(of: &a_gates) { list in
            places.withUnsafeBytes { list.copyMemory(from: $0) }
        }
    }
}
