import CKernels

/// Adds normal numbers of mean 0 to the inputs while training (Keras 3 `GaussianNoise`).
///
/// The numbers are `RandomStream.normal` of the sample's slot and the step, under the purpose `noise`, times
/// the deviation; number k is the sample's own k-th, row-major.
package struct GaussianNoise: Hashable, Sendable {
    /// The noise's standard deviation, 0...1.
    package var stddev: Double

    package init(stddev: Double) { self.stddev = stddev }
}

extension GaussianNoise: LayerDefinition {
    package static let kind = "gaussian_noise"
    package static let template = GaussianNoise(stddev: 0)
    package static let keys: [JobKey<GaussianNoise>] = [
        .number("stddev", \.stddev, in: 0...1, example: "0.1")
    ]

    package var choice: Layer { .gaussianNoise(self) }

    func output(for input: SampleShape) throws(NeuralError) -> SampleShape {
        // A NaN is in no range.
        guard (0...1).contains(stddev) else {
            throw NeuralError(
                .badRate, "\(stddev) is not a deviation; it takes a number from 0 to 1", option: "stddev")
        }
        return input
    }

    /// One, or none for deviation 0.
    func masks(at place: MaskPlace, for input: SampleShape) -> [MaskPlan] {
        guard stddev > 0 else { return [] }
        return [
            MaskPlan(
                place: place, numbers: .noise(deviation: stddev), shape: input.axes, isSharedBySamples: false)
        ]
    }

    /// Output, its gradient, and the noise.
    func numbers(for extent: LayerExtent) -> Int {
        let count = extent.capacity * extent.shape.count
        return extent.withGradient(count) + (stddev > 0 ? count : 0)
    }

    func makeRunner(at place: LayerPlace) -> any LayerRunner {
        GaussianNoiseRunner(plan: masks(at: place.firstMask, for: place.shape).first, place: place)
    }
}

/// The passes of `GaussianNoise`.
final class GaussianNoiseRunner: LayerRunner {
    let output: FloatBuffer
    let outputGradient: FloatBuffer
    private let place: LayerPlace
    /// Nil for deviation 0.
    private let plan: MaskPlan?
    /// (B, R, F).
    private let noise: FloatBuffer

    init(plan: MaskPlan?, place: LayerPlace) {
        self.plan = plan
        self.place = place
        let count = place.capacity * place.shape.count
        output = FloatBuffer(count: count)
        outputGradient = FloatBuffer(count: place.extent.ifBackward(count))
        noise = FloatBuffer(count: plan == nil ? 0 : count)
    }

    var memoryBytes: Int { output.memoryBytes + outputGradient.memoryBytes + noise.memoryBytes }

    func forward(_ pass: Pass) {
        output.start.update(from: place.input.start, count: pass.samples * place.shape.count)
        guard let plan, let masks = pass.masks else { return }
        plan.fill(noise.start, samples: pass.samples, from: masks)
        let features = place.shape.features
        for row in 0..<place.shape.rows {
            for sample in 0..<pass.samples {
                ck_add(
                    output.start + (row * pass.samples + sample) * features,
                    noise.start + sample * place.shape.count + row * features, features)
            }
        }
    }

    func backward(_ pass: Pass, gradient: UnsafeMutablePointer<Float>) {
        guard let inputGradient = place.inputGradient else { return }
        inputGradient.start.update(from: outputGradient.start, count: pass.samples * place.shape.count)
    }
}
