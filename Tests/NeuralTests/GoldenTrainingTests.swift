import Neural
import Testing

private struct TrainingCase: Decodable {
    struct Config: Decodable {
        let learningRate: Double
        let weightDecay: Double?
        let globalClipnorm: Double?
        let beta1: Double?
        let beta2: Double?
        let epsilon: Double?
        let rho: Double?
        let momentum: Double?
        let nesterov: Double?
        let centered: Double?
    }
    let units: Int
    let denseActivation: String?
    let loss: String
    let optimizer: String
    let optimizerConfig: Config
    let initialWeights: [GoldenArray]
    let inputs: GoldenArray
    let targets: GoldenArray
    let losses: [Double]
    let finalWeights: [GoldenArray]
}

@Suite("Training runs of Keras 3.15")
struct GoldenTrainingTests {
    static let names = Golden.names(prefix: "train_")

    @Test(
        .enabled(if: !names.isEmpty, Golden.missing), arguments: names)
    func lossesAndFinalWeightsAgree(name: String) throws {
        let golden = try Golden.read(name, as: TrainingCase.self)
        let shape = golden.inputs.shape
        let (batch, timeSteps) = (shape[1], shape[2])
        let outputs = golden.targets.shape[2]
        let activation = golden.denseActivation.flatMap { Activation(rawValue: $0) } ?? .linear
        let model = try Model(
            layers: [
                .lstm(LSTM(units: golden.units, returnSequences: true)), .lstm(LSTM(units: golden.units)),
                .dense(Dense(units: outputs, activation: activation)),
            ], timeSteps: timeSteps, features: shape[3])
        let runner = ModelRunner(model: model, capacity: batch)
        let target = FloatBuffer(count: batch * outputs)
        let loss = try Self.loss(golden.loss)
        let optimizer = try Self.optimizer(golden)
        var weights = Vector(golden.initialWeights.flatMap(\.floats))
        var slots = optimizer.slotNames.map { _ in Vector(zeros: weights.count) }
        var gradient = weights
        var losses: [Float] = []
        for step in 0..<shape[0] {
            let inputs = golden.inputs.floats.part(step, of: shape[0])
            runner.input.set(swappingFirstAxes(inputs, batch, timeSteps))
            target.set(golden.targets.floats.part(step, of: shape[0]))
            runner.forward(weights: weights, samples: batch, dropout: nil)
            let sum = loss.evaluate(
                output: runner.output, target: target, samples: batch, outputs: outputs,
                gradient: runner.outputGradient)
            losses.append(Float(sum / Double(batch)))
            runner.backward(weights: weights, samples: batch, gradient: &gradient)
            VectorMath.scale(&gradient, by: 1 / Float(batch))
            if let limit = golden.optimizerConfig.globalClipnorm {
                #expect(VectorMath.clip(&gradient, globalNorm: Float(limit)) > 0)
            }
            optimizer.apply(gradient: gradient, weights: &weights, slots: &slots, update: step + 1)
        }
        #expect(relativeDifference(losses, golden.losses) < 1e-5)
        for (entry, expected) in zip(model.parameters.entries, golden.finalWeights) {
            let part = Array(weights[entry.offset..<entry.offset + entry.count])
            #expect(relativeDifference(part, expected.data) < 1e-5, "\(entry.name)")
        }
    }

    private static func loss(_ name: String) throws -> Loss {
        let losses: [String: Loss] = [
            "mse": .meanSquaredError, "mae": .meanAbsoluteError, "huber": .huber(),
        ]
        return try #require(losses[name])
    }

    private static func optimizer(_ golden: TrainingCase) throws -> Optimizer {
        let config = golden.optimizerConfig
        switch golden.optimizer {
        case "SGD":
            return .sgd(
                SGD(
                    learningRate: config.learningRate, momentum: config.momentum ?? 0,
                    nesterov: config.nesterov == 1))
        case "Adam":
            return .adam(
                Adam(
                    learningRate: config.learningRate, beta1: try #require(config.beta1),
                    beta2: try #require(config.beta2), epsilon: try #require(config.epsilon)))
        case "AdamW":
            return .adamW(
                AdamW(
                    learningRate: config.learningRate, weightDecay: try #require(config.weightDecay),
                    beta1: try #require(config.beta1), beta2: try #require(config.beta2),
                    epsilon: try #require(config.epsilon)))
        default:
            try #require(golden.optimizer == "RMSprop")
            return .rmsProp(
                RMSprop(
                    learningRate: config.learningRate, rho: try #require(config.rho),
                    momentum: config.momentum ?? 0, epsilon: try #require(config.epsilon),
                    centered: config.centered == 1))
        }
    }
}

extension Array {
    /// One of `count` equal parts.
    fileprivate func part(_ index: Int, of count: Int) -> [Element] {
        let size = self.count / count
        return Array(self[(index * size)..<((index + 1) * size)])
    }
}
