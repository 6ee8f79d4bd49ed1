/// Drops whole features of a sample, the same wherever they stand (Tompson et al. 2015; Keras 3, channels
/// last).
///
/// The same as `Dropout` with a noise shape of nil for samples and features, and 1 between them.
package protocol SpatialDropout {
    /// The share of zeros, 0...1; at 1, everything is zero.
    var rate: Double { get set }
    /// Axes of a sample, and what they are.
    static var axes: [String] { get }
}

extension SpatialDropout where Self: LayerDefinition {
    /// What it is the same as.
    private var dropout: Dropout {
        let between = [Int?](repeating: 1, count: Self.axes.count - 1)
        return Dropout(rate: rate, noiseShape: [nil] + between + [nil])
    }

    static var rateKey: JobKey<Self> { .number("rate", \.rate, in: 0...1, example: "0.2") }

    func output(for input: SampleShape) throws(NeuralError) -> SampleShape {
        guard input.axes.count == Self.axes.count else {
            let remedy =
                Self.axes.count == 2 && input.axes.count == 1 ? "return_sequences: true" : "a reshape"
            throw NeuralError(
                .badInputShape,
                "\(Self.kind) needs samples of (\(Self.axes.joined(separator: ", "))), and \(input) comes "
                    + "in; \(remedy) in the layer before gives it such")
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

/// Of sequences: a feature is dropped at all time steps.
package struct SpatialDropout1D: SpatialDropout, LayerDefinition {
    package var rate: Double

    package init(rate: Double) { self.rate = rate }

    package static let kind = "spatial_dropout1d"
    package static let template = SpatialDropout1D(rate: 0)
    package static let keys = [rateKey]
    package static let axes = ["time steps", "features"]
    package var choice: Layer { .spatialDropout1D(self) }
}

/// Of pictures: a channel is dropped at all places.
package struct SpatialDropout2D: SpatialDropout, LayerDefinition {
    package var rate: Double

    package init(rate: Double) { self.rate = rate }

    package static let kind = "spatial_dropout2d"
    package static let template = SpatialDropout2D(rate: 0)
    package static let keys = [rateKey]
    package static let axes = ["height", "width", "channels"]
    package var choice: Layer { .spatialDropout2D(self) }
}

/// Of bodies: a channel is dropped at all places.
package struct SpatialDropout3D: SpatialDropout, LayerDefinition {
    package var rate: Double

    package init(rate: Double) { self.rate = rate }

    package static let kind = "spatial_dropout3d"
    package static let template = SpatialDropout3D(rate: 0)
    package static let keys = [rateKey]
    package static let axes = ["depth", "height", "width", "channels"]
    package var choice: Layer { .spatialDropout3D(self) }
}
