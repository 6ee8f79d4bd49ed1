/// One more time step of the recurrent layer before, for all segments of the horizon at once: by the same
/// weights and masks, from the same last state, each with a query of its own (SegRNN, Lin et al. 2023).
///
/// The query of segment s and channel c is [position_s | channel_c], F numbers as the layer before takes in,
/// plus, where something is known of the horizon, the segment's rows of it times `known_kernel`. The output
/// is (S, H).
///
/// Weights: `position` (S, F), or (S, F / 2) and `channel` (C, F - F / 2) where a window is several samples,
/// from N(0, 1); `known_kernel` (numbers known of a segment, F).
package struct ParallelDecoder: Hashable, Sendable {
    /// S, at least 1.
    package var segments: Int
    /// A query's second half tells which of a window's samples this is.
    package var channelEmbedding: Bool
    /// Whether training changes the queries' weights; the recurrent layer's are its own.
    package var isTrainable = true

    package init(segments: Int, channelEmbedding: Bool = true) {
        self.segments = segments
        self.channelEmbedding = channelEmbedding
    }
}

extension ParallelDecoder: LayerChoice {
    package static let kind = "parallel_decoder"
    package static let template = ParallelDecoder(segments: 1)
    package static let keys: [JobKey<ParallelDecoder>] = [
        .integer("segments", \.segments, in: 1...NeuralLimits.units, example: "4"),
        .flag("channel_embedding", \.channelEmbedding),
        .flag("trainable", \.isTrainable),
    ]

    package var choice: Layer { .parallelDecoder(self) }

    var takesKnown: Bool { true }
    var joinsKnown: Bool { false }

    func bound(to context: LayerContext) throws(NeuralError) -> any LayerInModel {
        if case .bidirectional = context.before?.layer {
            throw NeuralError(
                .badInputShape,
                "a bidirectional ends in two states, the backward one at the window's beginning; a "
                    + "parallel_decoder needs one layer that ends where the horizon begins")
        }
        guard let (layer, input) = context.before, let encoder = layer.definition as? any RecurrentLayer,
            !encoder.options.returnSequences
        else {
            throw NeuralError(
                .badInputShape,
                "a parallel_decoder goes on from the last state of a recurrent layer, so it stands right "
                    + "behind an lstm, gru, simple_rnn or indrnn with return_sequences: false")
        }
        guard segments >= 1 else {
            throw NeuralError(.badSize, "\(segments) segments; at least 1 is needed", option: "segments")
        }
        guard context.known.isMultiple(of: segments) else {
            throw NeuralError(
                .badSize,
                "\(segments) segments do not divide the \(context.known) numbers that are known of the "
                    + "horizon",
                option: "segments")
        }
        let query = input.features
        try LayerChecks.sample(.sequence(timeSteps: segments, features: query))
        let hasChannels = channelEmbedding && context.channels > 1 && query > 1
        var step = encoder
        step.options.returnSequences = true
        step.options.goBackwards = false
        return BoundDecoder(
            step: step, segments: segments, query: query, position: hasChannels ? query / 2 : query,
            channels: context.channels, known: context.known / segments, isTrainable: isTrainable)
    }
}

/// A decoder behind its recurrent layer.
struct BoundDecoder: LayerInModel {
    /// The layer before as it makes a step for each segment.
    let step: any RecurrentLayer
    /// S.
    let segments: Int
    /// F of the layer before.
    let query: Int
    /// Numbers of a query that are its position's.
    let position: Int
    /// C.
    let channels: Int
    /// Numbers that are known of a segment.
    let known: Int
    let isTrainable: Bool

    /// Numbers of a query that are its channel's.
    var channel: Int { query - position }

    func output(for input: SampleShape) throws(NeuralError) -> SampleShape {
        let output = SampleShape.sequence(timeSteps: segments, features: input.features)
        try LayerChecks.sample(output)
        return output
    }

    func tensors(for input: SampleShape) -> [WeightTensor] {
        var tensors = [
            WeightTensor("position", shape: [segments, position], InitialValues.normal, stream: 0)
        ]
        if channel > 0 {
            tensors.append(
                WeightTensor("channel", shape: [channels, channel], InitialValues.normal, stream: 1))
        }
        if known > 0 {
            tensors.append(
                WeightTensor("known_kernel", shape: [known, query], InitialValues.glorotUniform, stream: 2))
        }
        return tensors.map { $0.under(isTrainable: isTrainable) }
    }

    /// Of the steps; who goes back goes back to the queries.
    func stepExtent(capacity: Int, goesBack: Bool) -> LayerExtent {
        LayerExtent(
            shape: .sequence(timeSteps: segments, features: query), capacity: capacity,
            backward: goesBack ? .input : .none)
    }

    /// Queries and their gradients, one more row, and the steps' own, whose masks are the encoder's.
    func numbers(for extent: LayerExtent) -> Int {
        let steps = step.sizes(
            for: stepExtent(capacity: extent.capacity, goesBack: extent.backward != .none))
        return extent.withGradient(extent.capacity * segments * query) + extent.ifBackward(query)
            + steps.total - steps.masks
    }

    func productTerms(for input: SampleShape) -> Int {
        max(step.productTerms(for: stepExtent(capacity: 1, goesBack: false).shape), known * query)
    }

    func makeRunner(at place: LayerPlace) -> any LayerRunner {
        guard let encoder = place.before as? RecurrentRunner else {
            preconditionFailure("a decoder's runner stands behind that of a recurrent layer")
        }
        return ParallelDecoderRunner(self, encoder: encoder, place: place)
    }
}
