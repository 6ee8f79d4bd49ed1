/// Layers beside a linear map of what they take in: what the map leaves over is theirs to learn, at the same
/// time (compare He et al. 2016).
///
/// y = flat(x) W + b + layers(x), where flat(x) has a sample's time steps one behind another. The shape is
/// that of the last layer; the columns of W and b are its numbers, of sequences time step by time step.
///
/// What is known of the future goes to the layers, as it would without the map. Masks and initial weights:
/// those of the map have the indices of a layer by itself, below 16; those of layer i begin at 16 (i + 1).
///
/// Weights: `kernel` (T F, numbers of y), `bias` (numbers of y), and behind them those of the layers by kind
/// and index, such as `lstm_0/kernel`.
package struct Residual: Hashable, Sendable {
    /// From 1 to `NeuralLimits.innerLayers`, none of them a residual.
    package var layers: [Layer]

    package init(_ layers: [Layer]) { self.layers = layers }
}

extension Residual: LayerChoice {
    package static let kind = "residual"
    package static let template = Residual([.dense(Dense(units: 1))])
    package static let keys: [JobKey<Residual>] = [
        .held(
            "layers", \.layers, of: Layer.kinds.filter { $0.kind != kind },
            example: "[{lstm: {units: 64}}, {dense: {units: 24}}]")
    ]

    package var choice: Layer { .residual(self) }

    var takesKnown: Bool { layers.contains { $0.definition.takesKnown } }
    var joinsKnown: Bool { false }
    var asksKnown: Bool { layers.contains { $0.definition.asksKnown } }
    var isRecurrent: Bool { layers.contains { $0.definition.isRecurrent } }

    func bound(to context: LayerContext) throws(NeuralError) -> any LayerInModel {
        guard (1...NeuralLimits.innerLayers).contains(layers.count) else {
            throw NeuralError(
                .badLayerCount, "\(layers.count) layers; 1 to \(NeuralLimits.innerLayers) are supported",
                option: "layers")
        }
        if let index = layers.firstIndex(where: { $0.kind == Self.kind }) {
            throw NeuralError(
                .badLayerCount, "a residual in a residual; its layers may stand in the outer one",
                option: "layers[\(index)]")
        }
        let stack: LayerStack
        do {
            stack = try LayerStack(
                layers, input: context.input, known: context.known, channels: context.channels,
                series: context.series, endsRecurrence: context.isLastRecurrent)
        } catch {
            throw error.inside("layers")
        }
        do {
            let map: [Layer] = [.flatten(Flatten()), .dense(Dense(units: stack.output.count))]
            let linear = try LayerStack(
                map, input: context.input, known: 0, channels: context.channels, series: context.series)
            return BoundResidual(linear: linear, stack: stack)
        } catch {
            throw NeuralError(error.code, "the linear map to what the layers give: \(error.message)")
        }
    }
}

/// The map, a flatten and a dense layer, and the layers.
struct BoundResidual: LayerInModel {
    let linear, stack: LayerStack

    /// Masks and streams of each layer, and of the map.
    private static let block = 16

    func output(for input: SampleShape) throws(NeuralError) -> SampleShape { stack.output }

    func tensors(for input: SampleShape) -> [WeightTensor] {
        linear.tensors.flatMap(\.self)
            + zip(stack.layers, stack.tensors).enumerated().flatMap { index, held in
                held.1.map {
                    $0.inside("\(held.0.kind)_\(index)", streams: Self.block * (index + 1))
                }
            }
    }

    /// Of the first mask of a layer.
    func firstMask(_ index: Int, from place: MaskPlace) -> MaskPlace {
        place.moved(by: Self.block * (index + 1))
    }

    func masks(at place: MaskPlace, for input: SampleShape) -> [MaskPlan] {
        stack.definitions.enumerated().flatMap { index, definition in
            definition.masks(at: firstMask(index, from: place), for: stack.shapes[index])
        }
    }

    var tellsSeriesApart: Bool { stack.tellsSeriesApart }

    var warnings: [String] { stack.warnings.map { "layers[\($0.layer)]: \($0.text)" } }

    func numbers(for extent: LayerExtent) -> Int {
        let output = extent.capacity * stack.output.count
        let input = extent.hasInputGradient ? extent.capacity * extent.shape.count : 0
        return [linear, stack].reduce(extent.withGradient(output) + input) {
            $0 + $1.numbers(capacity: extent.capacity, backward: extent.backward)
        }
    }

    func productTerms(for input: SampleShape) -> Int { max(linear.productTerms, stack.productTerms) }

    func makeRunner(at place: LayerPlace) -> any LayerRunner { ResidualRunner(self, place) }
}
