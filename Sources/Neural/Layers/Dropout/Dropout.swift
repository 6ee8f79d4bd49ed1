/// Sets a share of the inputs to zero and scales the others by 1 / (1 - rate) (Srivastava et al. 2014; Keras
/// 3 `Dropout`).
package struct Dropout: Hashable, Sendable {
    /// The share of zeros, 0...1; at 1, everything is zero.
    package var rate: Double
    /// One entry an axis, over (samples, time steps, features), (samples, features) behind a layer that
    /// returns no sequences, or samples and the axes that a reshape made: 1 shares one mask along the axis;
    /// nil, or the axis' own size, draws anew. Nil as a whole draws each element on its own. The axis of the
    /// samples takes 1 or nil.
    package var noiseShape: [Int?]?

    package init(rate: Double, noiseShape: [Int?]? = nil) {
        self.rate = rate
        self.noiseShape = noiseShape
    }
}

extension Dropout: LayerDefinition {
    package static let kind = "dropout"
    package static let template = Dropout(rate: 0)
    package static let keys: [JobKey<Dropout>] = [
        .number("rate", \.rate, in: 0...1, example: "0.2"),
        .axes("noise_shape", \.noiseShape),
    ]

    package var choice: Layer { .dropout(self) }

    func output(for input: SampleShape) throws(NeuralError) -> SampleShape {
        try LayerChecks.rate(rate, option: "rate")
        if let noiseShape { try Self.check(noiseShape, for: input) }
        return input
    }

    private static func check(_ noise: [Int?], for input: SampleShape) throws(NeuralError) {
        let axes = input.axes
        guard noise.count == axes.count + 1 else {
            let names =
                switch axes.count {
                case 1: "samples, features"
                case 2: "samples, time steps, features"
                default: "samples and \(input)"
                }
            throw NeuralError(
                .badNoiseShape, "\(noise.count) entries, but the input has \(axes.count + 1) axes: \(names)",
                option: "noise_shape")
        }
        if let samples = noise[0], samples != 1 {
            throw NeuralError(
                .badNoiseShape, "\(samples) for the axis of the samples; it takes 1 or null",
                option: "noise_shape")
        }
        for (size, axis) in zip(noise.dropFirst(), axes) {
            if let size, size != 1, size != axis {
                throw NeuralError(
                    .badNoiseShape, "\(size) for an axis of size \(axis); it takes 1, \(axis) or null",
                    option: "noise_shape")
            }
        }
    }

    /// One, or none for rate 0.
    func masks(at place: MaskPlace, for input: SampleShape) -> [MaskPlan] {
        guard rate > 0 else { return [] }
        let noise = noiseShape ?? [Int?](repeating: nil, count: input.axes.count + 1)
        let shape = zip(noise.dropFirst(), input.axes).map { size, axis in size ?? axis }
        return [
            MaskPlan(place: place, rate: rate, shape: shape, isSharedBySamples: noise.first == .some(1))
        ]
    }

    var warnings: [String] {
        rate == 1 ? ["dropout with rate 1 turns everything into zeros while training"] : []
    }

    func numbers(for extent: LayerExtent) -> Int {
        let masks = masks(at: MaskPlace(layer: 0, mask: 0), for: extent.shape)
        return DropoutSizes(masks.first, extent).total
    }

    func makeRunner(at place: LayerPlace) -> any LayerRunner {
        DropoutRunner(plan: masks(at: place.firstMask, for: place.shape).first, place: place)
    }
}
