/// A vector that is learned for each series and put behind each row of what comes in: one model for many
/// series knows them apart.
///
/// A series is one of a long table's, and of each of these, where channels are independent, each target. As
/// Keras's `Embedding` of its number, repeated over the time steps and concatenated with the input.
///
/// Weights: `embeddings` (series, D).
package struct Embedding: Hashable, Sendable {
    /// D, numbers of a series, at least 1.
    package var outputDim: Int

    package var isTrainable = true

    package init(outputDim: Int) { self.outputDim = outputDim }
}

extension Embedding: LayerChoice {
    package static let kind = "embedding"
    package static let template = Embedding(outputDim: 1)
    package static let keys: [JobKey<Embedding>] = [
        .integer("output_dim", \.outputDim, in: 1...NeuralLimits.units, example: "4"),
        .flag("trainable", \.isTrainable),
    ]

    package var choice: Layer { .embedding(self) }

    func bound(to context: LayerContext) throws(NeuralError) -> any LayerInModel {
        guard outputDim >= 1 else {
            throw NeuralError(
                .badSize, "\(outputDim) numbers of a series; at least 1 is needed", option: "output_dim")
        }
        return BoundEmbedding(width: outputDim, series: context.series, isTrainable: isTrainable)
    }
}

/// An embedding of so many series.
struct BoundEmbedding: LayerInModel {
    /// D.
    let width: Int
    let series: Int
    let isTrainable: Bool

    func output(for input: SampleShape) throws(NeuralError) -> SampleShape {
        let (features, overflow) = input.features.addingReportingOverflow(width)
        guard !overflow, features <= NeuralLimits.size else {
            throw NeuralError(
                .tooLarge,
                "\(input.features) numbers and \(width) of the series; at most \(NeuralLimits.size) are "
                    + "supported", option: "output_dim")
        }
        let output = SampleShape(axes: input.axes.dropLast() + [features])
        try LayerChecks.sample(output)
        return output
    }

    func tensors(for input: SampleShape) -> [WeightTensor] {
        [
            WeightTensor("embeddings", shape: [series, width], .uniform(from: -0.05, to: 0.05), stream: 0)
                .under(isTrainable: isTrainable)
        ]
    }

    var tellsSeriesApart: Bool { true }

    var warnings: [String] {
        series > 1
            ? []
            : [
                "an embedding tells series apart, and there is one; data.series or channels: independent "
                    + "make more"
            ]
    }

    func numbers(for extent: LayerExtent) -> Int {
        extent.withGradient(extent.capacity * extent.shape.rows * (extent.shape.features + width))
    }

    func makeRunner(at place: LayerPlace) -> any LayerRunner {
        EmbeddingRunner(width: width, series: series, place)
    }
}
