import Neural
import Testing

private struct LossCase: Decodable {
    let loss: String
    let delta: Double?
    let output: KerasArray
    let target: KerasArray
    let mean: Double
    let gradient: KerasArray
}

extension Loss {
    /// By the name that Keras has for it.
    init(keras name: String, delta: Double? = nil) throws {
        let losses: [String: Loss] = [
            "mse": .meanSquaredError, "mae": .meanAbsoluteError, "huber": .huber(Huber(delta: delta ?? 1)),
            "log_cosh": .logCosh,
        ]
        self = try #require(losses[name])
    }
}

struct KerasLossTests {
    /// Keras takes the mean over the samples, and its gradient; ours are sums.
    @Test(arguments: KerasCase.all(.loss))
    func meanAndGradient_areKeras(of keras: KerasCase) throws {
        let test = try keras.read(as: LossCase.self)
        let count = test.output.data.count
        let samples = test.output.shape[0]
        let buffers = (0..<3).map { _ in FloatBuffer(count: count) }
        buffers[0].set(test.output.floats)
        buffers[1].set(test.target.floats)
        let sum = try Loss(keras: test.loss, delta: test.delta).evaluate(
            output: buffers[0], target: buffers[1], samples: samples, outputs: count / samples,
            gradient: buffers[2])
        #expect(relativeDifference([Float(sum / Double(samples))], [test.mean]) < 2e-7)
        let gradient = test.gradient.data.map { $0 * Double(samples) }
        #expect(relativeDifference(buffers[2].values, gradient) < 2e-7)
    }
}
