import Device
import Neural
import Testing

/// A model whose passes are made by a processor and by a device.
struct DeviceCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let layers: [Layer]
    let timeSteps, features: Int
    /// Of passes, one after the other.
    var samples = [5, 3]

    /// The outputs and gradients of all passes, with and without dropout, of both.
    ///
    /// - Parameter reports: Takes what the device's runner reports.
    func compare(
        on driver: EmulatedDriver, report: @escaping (DeviceError) -> Void = { _ in }
    ) throws -> (processor: [[Float]], device: [[Float]]) {
        let model = try Model(layers: layers, timeSteps: timeSteps, features: features)
        let capacity = samples.max() ?? 1
        let plan = try DeviceModel(model, capacity: capacity, on: driver)
        let device = try DeviceRunner(plan, report: report)
        let processor = ModelRunner(model: model, capacity: capacity)
        return (try passes(model, processor), try passes(model, device))
    }

    private func passes(_ model: Model, _ runner: any PassRunner) throws -> [[Float]] {
        let stream = RandomStream(seed: 9)
        let weights = model.initialWeights(seed: 4)
        var results: [[Float]] = []
        for (index, count) in samples.enumerated() {
            let draw = DropoutDraw(seed: 11, step: UInt32(index), firstSlot: 40)
            for dropout in [draw, nil] {
                fill(
                    runner.input,
                    stream.normal(count: runner.input.count, domain: StreamDomain(.demo, layer: index)))
                runner.forward(weights: weights, samples: count, dropout: dropout)
                let outputs = count * model.outputShape.reduce(1, *)
                results.append(runner.output.withUnsafeBufferPointer { Array($0[..<outputs]) })
                let above = stream.uniform(
                    count: runner.outputGradient.count, domain: StreamDomain(.demo, layer: 77))
                fill(runner.outputGradient, above)
                var gradient = Vector(zeros: weights.count)
                runner.backward(weights: weights, samples: count, gradient: &gradient)
                results.append(Array(gradient))
            }
        }
        return results
    }

    private func fill(_ buffer: FloatBuffer, _ values: [Float]) {
        buffer.withUnsafeMutableBufferPointer { _ = $0.update(from: values) }
    }

    /// Few units and many, one layer and several, every option.
    static let all = [
        DeviceCase(
            testDescription: "few units, masks for each gate",
            layers: [
                .spatialDropout1D(SpatialDropout1D(rate: 0.3)),
                .lstm(LSTM(units: 64, dropout: 0.2, recurrentDropout: 0.2)), .dense(Dense(units: 24)),
            ], timeSteps: 6, features: 7),
        DeviceCase(
            testDescription: "few units, no masks, twice",
            layers: [
                .lstm(LSTM(units: 10, returnSequences: true)), .dense(Dense(units: 3, activation: .tanh)),
                .lstm(LSTM(units: 10, goBackwards: true)), .dense(Dense(units: 4, activation: .hardSigmoid)),
            ], timeSteps: 5, features: 3, samples: [9, 1]),
        DeviceCase(
            testDescription: "other activations, no bias, sequences from the end",
            layers: [
                .lstm(
                    LSTM(
                        units: 33, activation: .relu, recurrentActivation: .hardSigmoid, useBias: false,
                        returnSequences: true, goBackwards: true, dropout: 0.3, dropoutMasks: .shared)),
                .dense(Dense(units: 2, useBias: false)),
            ], timeSteps: 4, features: 21, samples: [17, 2]),
        DeviceCase(
            testDescription: "many units in several layers",
            layers: [
                .lstm(LSTM(units: 37, returnSequences: true, goBackwards: true, dropout: 0.3)),
                .dropout(Dropout(rate: 0.25, noiseShape: [1, nil, 1])),
                .lstm(LSTM(units: 44, recurrentDropout: 0.3, dropoutMasks: .shared)),
                .dropout(Dropout(rate: 0.5)), .dense(Dense(units: 9, activation: .sigmoid)),
            ], timeSteps: 3, features: 5, samples: [18, 7]),
        DeviceCase(
            testDescription: "more samples than blocks at once",
            layers: [.lstm(LSTM(units: 48, dropout: 0.1, recurrentDropout: 0.1)), .dense(Dense(units: 5))],
            timeSteps: 3, features: 4, samples: [66, 40]),
        DeviceCase(
            testDescription: "more terms than a run, masks of one kind alone",
            layers: [
                .lstm(LSTM(units: 400, returnSequences: true, recurrentDropout: 0.4)),
                .lstm(LSTM(units: 6, dropout: 0.4, dropoutMasks: .perGate)), .dense(Dense(units: 1)),
            ], timeSteps: 2, features: 3, samples: [2]),
        DeviceCase(
            testDescription: "no recurrent layer, everything dropped",
            layers: [
                .dropout(Dropout(rate: 0.5, noiseShape: [nil, 1, nil])), .dense(Dense(units: 6)),
                .dropout(Dropout(rate: 1)), .dense(Dense(units: 2, activation: .relu)),
            ], timeSteps: 3, features: 1, samples: [4]),
    ]
}
