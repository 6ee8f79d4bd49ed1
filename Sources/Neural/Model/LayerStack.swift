/// Layers behind each other as they are where they stand: shapes and tensors, no numbers.
struct LayerStack: Sendable {
    let layers: [Layer]
    /// What each layer takes in, and what comes behind the last.
    let shapes: [SampleShape]
    let definitions: [any LayerInModel]
    /// Of each layer, in the order of the flat buffer.
    let tensors: [[WeightTensor]]
    /// Numbers of a sample's known future that one of the layers takes in.
    let known: Int
    /// The layer that takes in what is known; nil where nothing is.
    let knowingLayer: Int?

    /// - Parameters:
    ///   - layers: at least one.
    ///   - input: of the first.
    ///   - channels: C, samples that a window is.
    ///   - series: that a sample may be of.
    ///   - endsRecurrence: whether no recurrent layer follows behind the last.
    /// - Throws: `NeuralError` with the layer's index among these.
    init(
        _ layers: [Layer], input: SampleShape, known: Int, channels: Int, series: Int,
        endsRecurrence: Bool = true
    ) throws(NeuralError) {
        knowingLayer = try Self.knowingLayer(layers, known: known)
        let lastRecurrent = endsRecurrence ? layers.lastIndex { $0.definition.isRecurrent } : nil
        var shapes = [input]
        var definitions: [any LayerInModel] = []
        for (index, layer) in layers.enumerated() {
            do {
                let takesKnown = index == knowingLayer
                let context = LayerContext(
                    before: index > 0 ? (layers[index - 1], shapes[index - 1]) : nil, input: shapes[index],
                    channels: channels, series: series, known: takesKnown ? known : 0,
                    isLastRecurrent: index == lastRecurrent)
                let definition = try layer.definition.bound(to: context)
                if takesKnown, layer.definition.joinsKnown {
                    shapes[index] = try shapes[index].joined(with: known)
                }
                shapes.append(try definition.output(for: shapes[index]))
                definitions.append(definition)
            } catch {
                throw error.at(layer: index)
            }
        }
        self.layers = layers
        self.shapes = shapes
        self.definitions = definitions
        self.known = known
        tensors = zip(definitions, shapes).map { $0.tensors(for: $1) }
    }

    private static func knowingLayer(_ layers: [Layer], known: Int) throws(NeuralError) -> Int? {
        guard known > 0 else { return nil }
        let takers = layers.indices.filter { layers[$0].definition.takesKnown }
        // A decoder goes before any dense layer.
        guard let index = takers.last(where: { layers[$0].definition.asksKnown }) ?? takers.last else {
            throw NeuralError(
                .badInputShape,
                "what is known of the future goes into a parallel_decoder or a dense layer, and there is none"
            )
        }
        return index
    }

    /// What comes behind the last layer.
    var output: SampleShape { shapes[layers.count] }

    /// Multiply-adds for each sample of the largest product of a pass forward.
    var productTerms: Int {
        zip(definitions, shapes).map { $0.productTerms(for: $1) }.max() ?? 0
    }

    /// Whether a layer needs to know of which series a sample is.
    var tellsSeriesApart: Bool { definitions.contains(where: \.tellsSeriesApart) }

    /// One sentence each, with the layer's index.
    var warnings: [(layer: Int, text: String)] {
        definitions.enumerated().flatMap { index, definition in
            definition.warnings.map { (index, $0) }
        }
    }

    /// Whether somebody needs the gradient of what a layer takes in, or, behind the last layer, of what comes
    /// out: a layer before that learns, or who asks for that of the stack's input.
    func needsInputGradient(layer: Int, ofInput: Bool) -> Bool {
        ofInput || tensors[..<layer].contains { !$0.isEmpty }
    }

    // MARK: Runners

    /// How far back the passes of a layer go, where the stack's go so far.
    private func reach(layer: Int, _ backward: BackwardReach) -> BackwardReach {
        guard backward != .none else { return .none }
        return needsInputGradient(layer: layer, ofInput: backward == .input) ? .input : .weights
    }

    /// Whether a layer's input is joined with what is known.
    func joins(_ layer: Int) -> Bool {
        layer == knowingLayer && layers[layer].definition.joinsKnown
    }

    /// Numbers in all buffers of the runner, told before it is made.
    func numbers(capacity: Int, backward: BackwardReach) -> Int {
        definitions.enumerated().reduce(0) { sum, entry in
            let (index, definition) = entry
            let extent = LayerExtent(
                shape: shapes[index], capacity: capacity, backward: reach(layer: index, backward))
            return sum + (joins(index) ? KnownJoin.numbers(for: extent) : 0)
                + definition.numbers(for: extent)
        }
    }

    /// - Parameters:
    ///   - place: of the first layer.
    ///   - firstMask: of each layer, by its index.
    func makeRunner(at place: LayerPlace, firstMask: (Int) -> MaskPlace) -> StackRunner {
        var runners: [any LayerRunner] = []
        var offset = place.offset
        for (index, definition) in definitions.enumerated() {
            let needsGradient = reach(layer: index, place.extent.backward) == .input
            var inner = place
            inner.firstMask = firstMask(index)
            inner.shape = shapes[index]
            inner.offset = offset
            inner.input = runners.last?.output ?? place.input
            inner.inputGradient = needsGradient ? runners.last?.outputGradient ?? place.inputGradient : nil
            if joins(index) {
                let join = KnownJoin(width: known, inner)
                runners.append(join)
                inner.input = join.output
                inner.inputGradient = needsGradient ? join.outputGradient : nil
            }
            inner.before = runners.last
            runners.append(definition.makeRunner(at: inner))
            offset += tensors[index].reduce(0) { $0 + $1.count }
        }
        return StackRunner(runners, place)
    }
}

/// The passes of layers behind each other.
final class StackRunner: LayerRunner {
    let output: FloatBuffer
    let outputGradient: FloatBuffer
    let memoryBytes: Int
    private let runners: [any LayerRunner]

    init(_ runners: [any LayerRunner], _ place: LayerPlace) {
        self.runners = runners
        output = runners.last?.output ?? place.input
        outputGradient = runners.last?.outputGradient ?? place.input
        memoryBytes = runners.reduce(0) { $0 + $1.memoryBytes }
    }

    func forward(_ pass: Pass) {
        for runner in runners { runner.forward(pass) }
    }

    func backward(_ pass: Pass, gradient: UnsafeMutablePointer<Float>) {
        for runner in runners.reversed() { runner.backward(pass, gradient: gradient) }
    }
}
