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
    var channels = 1
    /// Numbers of each sample that are known of the future.
    var known = 0

    /// The outputs and gradients of all passes, with and without dropout, of both.
    ///
    /// The device takes the samples as two leaves where there are several, the processor one after the other.
    func compare(on driver: EmulatedDriver) throws -> (processor: [[Float]], device: [[Float]]) {
        let model = try Model(
            layers: layers, timeSteps: timeSteps, features: features, known: known, channels: channels)
        let plan = try DeviceModel(
            model, capacity: samples.max() ?? 1, leafCapacity: samples.map(larger).max(), leaves: 2,
            on: driver)
        let device = try DeviceRunner(plan)
        let weights = model.initialWeights(seed: 4)
        var results: (processor: [[Float]], device: [[Float]]) = ([], [])
        for (index, count) in samples.enumerated() {
            let sizes = [larger(count), count - larger(count)].filter { $0 > 0 }
            let leaves = DeviceLeaves(sizes: sizes, nodes: sizes.indices.map { $0..<$0 + 1 })
            let draw = DropoutDraw(seed: 11, step: UInt32(index), firstSlot: 40)
            for dropout in [draw, nil] {
                let twin = LeafTwin(
                    model: model, sizes: sizes, weights: weights, dropout: dropout,
                    input: values(model.timeSteps * count * model.features, layer: index),
                    known: values(count * known, layer: 78),
                    outputGradient: values(count * model.outputShape.reduce(1, *), layer: 77))
                fill(device.input, twin.input)
                fill(device.known, twin.known)
                try device.sendInput(samples: count)
                try device.forward(weights: weights, leaves: leaves, dropout: dropout)
                results.device.append(Array(device.output.withUnsafeBufferPointer { $0 }[..<twin.outputs]))
                fill(device.outputGradient, twin.outputGradient)
                try device.backward(leaves: leaves, dropout: dropout)
                let (output, gradients) = twin.passes()
                results.processor.append(output)
                for (leaf, gradient) in gradients.enumerated() {
                    var found = Vector(zeros: weights.count)
                    device.copyGradient(ofNode: leaf, to: &found)
                    results.device.append(Array(found))
                    results.processor.append(gradient)
                }
            }
        }
        return results
    }

    /// Of two leaves, each of whole windows.
    private func larger(_ samples: Int) -> Int { (samples / channels + 1) / 2 * channels }

    private func values(_ count: Int, layer: Int) -> [Float] {
        RandomStream(seed: 9).normal(count: count, domain: StreamDomain(.demo, layer: layer))
    }

    private func fill(_ buffer: FloatBuffer, _ values: [Float]) {
        for (index, value) in values.enumerated() { buffer[index] = value }
    }

    static let all = products + recurrent

    /// Few units and many, one layer and several, every option.
    static let products = [
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
