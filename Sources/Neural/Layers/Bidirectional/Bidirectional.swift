/// Two copies of a recurrent layer, of which one reads the time steps from the last to the first (Schuster
/// and Paliwal 1997; Keras 3 `Bidirectional`).
///
/// Of sequences, what the backward copy makes of a time step meets what the forward copy makes of it. Masks
/// and initial weights of the backward copy are its own, 8 indices behind those of the forward one.
///
/// Weights: those of the layer as `forward_lstm/kernel` and so on, by the layer's kind, and behind them the
/// same of the backward copy, `backward_lstm/kernel`.
package struct Bidirectional: Hashable, Sendable {
    /// How the outputs of the two copies, y and y', become one.
    package enum MergeMode: String, Sendable, CaseIterable {
        /// [y | y'].
        case concat
        /// y + y'.
        case sum
        /// y y'.
        case mul
        /// (y + y') / 2.
        case ave
    }

    /// Any that is recurrent, with `go_backwards: false`.
    package var layer: Layer
    package var mergeMode: MergeMode

    package init(_ layer: Layer, mergeMode: MergeMode = .concat) {
        self.layer = layer
        self.mergeMode = mergeMode
    }
}

extension Bidirectional: LayerChoice {
    package static let kind = "bidirectional"
    package static let template = Bidirectional(.lstm(LSTM(units: 1)))
    package static let keys: [JobKey<Bidirectional>] = [
        .held("layer", \.layer, of: Layer.recurrentKinds, example: "{lstm: {units: 64}}"),
        .word("merge_mode", \.mergeMode),
    ]

    package var choice: Layer { .bidirectional(self) }

    var isRecurrent: Bool { true }

    func bound(to context: LayerContext) throws(NeuralError) -> any LayerInModel {
        guard let forward = try layer.definition.bound(to: context) as? any RecurrentLayer else {
            let kinds = Layer.recurrentKinds.map { $0.kind }.joined(separator: ", ")
            throw NeuralError(
                .badInputShape, "\(layer.kind) is none of: \(kinds)", option: "layer")
        }
        guard !forward.options.goBackwards else {
            throw NeuralError(
                .badDirection, "a bidirectional has a copy that goes backwards; leave go_backwards out",
                option: "go_backwards")
        }
        var backward = forward
        backward.options.goBackwards = true
        return BoundBidirectional(forward: forward, backward: backward, mergeMode: mergeMode)
    }
}

/// Both copies.
struct BoundBidirectional: LayerInModel {
    let forward, backward: any RecurrentLayer
    let mergeMode: Bidirectional.MergeMode

    /// From the forward copy's masks and streams to the backward one's.
    static let copy = 8

    func output(for input: SampleShape) throws(NeuralError) -> SampleShape {
        let one = try forward.output(for: input)
        guard mergeMode == .concat else { return one }
        let both = SampleShape(axes: one.axes.dropLast() + [2 * one.features])
        try LayerChecks.sample(both)
        return both
    }

    /// Of one copy.
    func tensors(of layer: any RecurrentLayer, _ input: SampleShape) -> [WeightTensor] {
        let isBackward = layer.options.goBackwards
        let name = "\(isBackward ? "backward" : "forward")_\(layer.choice.kind)"
        return layer.tensors(for: input).map { $0.inside(name, streams: isBackward ? Self.copy : 0) }
    }

    func tensors(for input: SampleShape) -> [WeightTensor] {
        tensors(of: forward, input) + tensors(of: backward, input)
    }

    func masks(at place: MaskPlace, for input: SampleShape) -> [MaskPlan] {
        forward.masks(at: place, for: input) + backward.masks(at: place.moved(by: Self.copy), for: input)
    }

    var warnings: [String] { forward.warnings }

    func numbers(for extent: LayerExtent) -> Int {
        let sizes = BidirectionalSizes(self, extent)
        return 2 * forward.numbers(for: extent) + sizes.output + sizes.outputGradient + sizes.inputGradient
    }

    func productTerms(for input: SampleShape) -> Int { forward.productTerms(for: input) }

    func makeRunner(at place: LayerPlace) -> any LayerRunner { BidirectionalRunner(self, place) }
}
