import Neural
import Testing

private struct TrainingCase: Decodable {
    struct Config: Decodable {
        let learningRate: Double?
        let weightDecay: Double?
        let globalClipnorm: Double?
        let clipnorm: Double?
        let clipvalue: Double?
        let beta1: Double?
        let beta2: Double?
        let epsilon: Double?
        let rho: Double?
        let momentum: Double?
        let nesterov: Double?
        let centered: Double?

        var clipping: Clipping? {
            globalClipnorm.map { .globalNorm($0) } ?? clipnorm.map { .norm($0) }
                ?? clipvalue.map { .value($0) }
        }
    }
    let units: Int
    let denseActivation: String?
    let loss: String
    let optimizer: String
    /// What a layer asks of its weights.
    struct Rules: Decodable {
        struct Penalty: Decodable {
            let l1, l2: Double
        }
        struct Limit: Decodable {
            let maxNorm: Double
        }
        let kernelRegularizer, recurrentRegularizer, biasRegularizer: Penalty?
        let kernelConstraint, recurrentConstraint, biasConstraint: Limit?
        let trainable: Bool?
    }
    let optimizerConfig: Config
    /// One a layer; nil where none asks for anything.
    let rules: [Rules]?
    let schedule: KerasSchedule?
    let initialWeights: [KerasArray]
    let inputs: KerasArray
    let targets: KerasArray
    let losses: [Double]
    let finalWeights: [KerasArray]
    /// Averages of all weights; nil where there are none.
    let averages: [KerasArray]?
    let emaMomentum: Double?
    let emaOverwriteFrequency: Int?
    /// The rate of all masks; nil for none.
    let dropout: Double?
    /// Of each step.
    let masks: [[KerasMask]]?
}

/// Whole trainings against Keras.
struct KerasTrainingTests {
    @Test(arguments: KerasCase.all(.train))
    func lossesAndFinalWeights_areKeras(of keras: KerasCase) throws {
        let test = try keras.read(as: TrainingCase.self)
        let shape = test.inputs.shape
        let (batch, timeSteps) = (shape[1], shape[2])
        let outputs = test.targets.shape[2]
        let activation = test.denseActivation.flatMap { Activation(rawValue: $0) } ?? .linear
        let rate = test.dropout ?? 0
        var lstm = LSTM(units: test.units, dropout: rate, recurrentDropout: rate)
        var sequences = lstm
        sequences.returnSequences = true
        var dense = Dense(units: outputs, activation: activation)
        if let rules = test.rules {
            sequences.options.take(rules[0])
            lstm.options.take(rules[1])
            dense.take(rules[2])
        }
        let model = try Model(
            layers: [.lstm(sequences), .lstm(lstm), .dense(dense)], timeSteps: timeSteps, features: shape[3])
        let layout = model.parameters
        let runner = ModelRunner(model: model, capacity: batch)
        let target = FloatBuffer(count: batch * outputs)
        let loss = try Loss(keras: test.loss)
        let optimizer = try Self.optimizer(test)
        let running = RunningRate(optimizer.learningRate, stepsPerEpoch: 1)
        var weights = Vector(test.initialWeights.flatMap(\.floats))
        var slots = optimizer.slotNames.map { _ in Vector(zeros: weights.count) }
        var scalars = optimizer.firstScalars
        let averaging = test.emaMomentum.map {
            MovingAverage(momentum: $0, overwriteFrequency: test.emaOverwriteFrequency)
        }
        var average: Vector?
        var gradient = weights
        var losses: [Float] = []
        for step in 0..<shape[0] {
            let inputs = test.inputs.floats.part(step, of: shape[0])
            runner.input.set(swappingFirstAxes(inputs, batch, timeSteps))
            target.set(test.targets.floats.part(step, of: shape[0]))
            runner.forward(weights: weights, samples: batch, masks: .given(test.masks?[step] ?? []))
            let sum = loss.evaluate(
                output: runner.output, target: target, samples: batch, outputs: outputs,
                gradient: runner.outputGradient)
            losses.append(Float(sum / Double(batch) + layout.penalty(of: weights)))
            runner.backward(weights: weights, samples: batch, gradient: &gradient)
            VectorMath.scale(&gradient, by: 1 / Float(batch))
            layout.complete(&gradient, of: weights)
            test.optimizerConfig.clipping?.apply(to: &gradient, layout)
            optimizer.apply(
                gradient: gradient, weights: &weights, slots: &slots, scalars: &scalars, update: step + 1,
                learningRate: running.value(after: step), places: layout.trained)
            layout.constrain(&weights)
            averaging?.take(&weights, into: &average, update: step + 1)
        }
        #expect(relativeDifference(losses, test.losses) < 1e-5)
        for (entry, expected) in zip(model.parameters.entries, test.finalWeights) {
            let part = Array(weights[entry.offset..<entry.offset + entry.count])
            #expect(relativeDifference(part, expected.data) < 1e-5, "\(entry.name)")
        }
        if let averages = test.averages {
            let expected = averages.flatMap(\.data)
            #expect(relativeDifference(Array(try #require(average)), expected) < 1e-5)
        }
    }

    private static func optimizer(_ test: TrainingCase) throws -> Optimizer {
        let config = test.optimizerConfig
        let rate = try test.schedule?.learningRate() ?? .constant(#require(config.learningRate))
        switch test.optimizer {
        case "SGD":
            return .sgd(
                SGD(
                    learningRate: rate, momentum: config.momentum ?? 0,
                    nesterov: config.nesterov == 1))
        case "Adam":
            return .adam(
                Adam(
                    learningRate: rate, beta1: try #require(config.beta1),
                    beta2: try #require(config.beta2), epsilon: try #require(config.epsilon)))
        case "AdamW":
            return .adamW(
                AdamW(
                    learningRate: rate, weightDecay: try #require(config.weightDecay),
                    beta1: try #require(config.beta1), beta2: try #require(config.beta2),
                    epsilon: try #require(config.epsilon)))
        case "Nadam":
            return .nadam(
                Nadam(
                    learningRate: rate, beta1: try #require(config.beta1),
                    beta2: try #require(config.beta2), epsilon: try #require(config.epsilon)))
        case "Lion":
            return .lion(
                Lion(
                    learningRate: rate, beta1: try #require(config.beta1),
                    beta2: try #require(config.beta2)))
        default:
            try #require(test.optimizer == "RMSprop")
            return .rmsProp(
                RMSprop(
                    learningRate: rate, rho: try #require(config.rho),
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

extension Regularizer {
    fileprivate init(_ penalty: TrainingCase.Rules.Penalty) { self.init(l1: penalty.l1, l2: penalty.l2) }
}

extension RecurrentOptions {
    fileprivate mutating func take(_ rules: TrainingCase.Rules) {
        kernelRegularizer = rules.kernelRegularizer.map { Regularizer($0) }
        recurrentRegularizer = rules.recurrentRegularizer.map { Regularizer($0) }
        biasRegularizer = rules.biasRegularizer.map { Regularizer($0) }
        kernelConstraint = rules.kernelConstraint.map { MaxNorm($0.maxNorm) }
        recurrentConstraint = rules.recurrentConstraint.map { MaxNorm($0.maxNorm) }
        biasConstraint = rules.biasConstraint.map { MaxNorm($0.maxNorm) }
        isTrainable = rules.trainable ?? true
    }
}

extension Dense {
    fileprivate mutating func take(_ rules: TrainingCase.Rules) {
        kernelRegularizer = rules.kernelRegularizer.map { Regularizer($0) }
        biasRegularizer = rules.biasRegularizer.map { Regularizer($0) }
        kernelConstraint = rules.kernelConstraint.map { MaxNorm($0.maxNorm) }
        biasConstraint = rules.biasConstraint.map { MaxNorm($0.maxNorm) }
        isTrainable = rules.trainable ?? true
    }
}
