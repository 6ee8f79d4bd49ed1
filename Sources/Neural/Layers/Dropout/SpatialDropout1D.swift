/// Drops whole features for all time steps of a sample (Tompson et al. 2015; Keras 3 `SpatialDropout1D`).
///
/// The same as `Dropout` with the noise shape (nil, 1, nil).
package struct SpatialDropout1D: Hashable, Sendable {
    /// The share of zeros, 0...1; at 1, everything is zero.
    package var rate: Double

    package init(rate: Double) {
        self.rate = rate
    }

    /// What it is the same as.
    private var dropout: Dropout { Dropout(rate: rate, noiseShape: [nil, 1, nil]) }
}

extension SpatialDropout1D: LayerDefinition {
    package static let kind = "spatial_dropout1d"
    package static let template = SpatialDropout1D(rate: 0)
    package static let keys: [JobKey<SpatialDropout1D>] = [
        .number("rate", \.rate, in: 0...1, example: "0.2")
    ]

    package var choice: Layer { .spatialDropout1D(self) }

    func output(for input: SampleShape) throws(NeuralError) -> SampleShape {
        guard input.timeSteps != nil else {
            throw NeuralError(
                .badInputShape, "spatial_dropout1d needs sequences, but the layer before returns none")
        }
        return try dropout.output(for: input)
    }

    func masks(at place: MaskPlace, for input: SampleShape) -> [MaskPlan] {
        dropout.masks(at: place, for: input)
    }

    var warnings: [String] { dropout.warnings }

    func numbers(for extent: LayerExtent) -> Int { dropout.numbers(for: extent) }

    func makeRunner(at place: LayerPlace) -> any LayerRunner { dropout.makeRunner(at: place) }
}
