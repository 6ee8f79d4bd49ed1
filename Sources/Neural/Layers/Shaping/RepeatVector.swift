import CKernels

/// Makes a sequence of one vector, the same at each of n time steps (Keras 3 `RepeatVector`).
package struct RepeatVector: Hashable, Sendable {
    /// At least 1.
    package var n: Int

    package init(n: Int) { self.n = n }
}

extension RepeatVector: LayerDefinition {
    package static let kind = "repeat_vector"
    package static let template = RepeatVector(n: 1)
    package static let keys: [JobKey<RepeatVector>] = [
        .integer("n", \.n, in: 1...NeuralLimits.units, example: "24")
    ]

    package var choice: Layer { .repeatVector(self) }

    func output(for input: SampleShape) throws(NeuralError) -> SampleShape {
        guard input.axes.count == 1 else {
            throw NeuralError(
                .badInputShape,
                "a repeat_vector takes one vector a sample, and \(input) comes in; \(input.vectorRemedy)")
        }
        guard n >= 1 else {
            throw NeuralError(.badSize, "\(n) time steps; at least 1 is needed", option: "n")
        }
        let output = SampleShape.sequence(timeSteps: n, features: input.features)
        try LayerChecks.sample(output)
        return output
    }

    func numbers(for extent: LayerExtent) -> Int {
        extent.withGradient(extent.capacity * n * extent.shape.features)
    }

    func makeRunner(at place: LayerPlace) -> any LayerRunner { RepeatVectorRunner(n, place) }
}

/// The passes of `RepeatVector`: from (B, F) to (n, B, F).
final class RepeatVectorRunner: LayerRunner {
    let output: FloatBuffer
    let outputGradient: FloatBuffer
    private let times: Int
    private let place: LayerPlace

    init(_ times: Int, _ place: LayerPlace) {
        self.times = times
        self.place = place
        let count = place.capacity * times * place.shape.features
        output = FloatBuffer(count: count)
        outputGradient = FloatBuffer(count: place.extent.ifBackward(count))
    }

    var memoryBytes: Int { output.memoryBytes + outputGradient.memoryBytes }

    func forward(_ pass: Pass) {
        let count = pass.samples * place.shape.features
        for time in 0..<times {
            (output.start + time * count).update(from: place.input.start, count: count)
        }
    }

    func backward(_ pass: Pass, gradient: UnsafeMutablePointer<Float>) {
        guard let inputGradient = place.inputGradient else { return }
        ck_sum_rows(inputGradient.start, outputGradient.start, times, pass.samples * place.shape.features)
    }
}
