import Neural

/// Whether a device computes what this machine's processor computes.
package enum DeviceCheck {
    /// A model, and the samples of a pass.
    private struct Sample {
        let layers: [Layer]
        let timeSteps, features, samples: Int
    }

    /// What every worker checks as it starts: each kind of layer, small.
    private static let quick = [
        Sample(
            layers: [
                .dropout(Dropout(rate: 0.2)),
                .lstm(LSTM(units: 10, returnSequences: true, dropout: 0.2, recurrentDropout: 0.2)),
                .lstm(
                    LSTM(units: 10, activation: .relu, recurrentActivation: .hardSigmoid, goBackwards: true)),
                .dense(Dense(units: 3, activation: .tanh)),
            ], timeSteps: 5, features: 3, samples: 9),
        Sample(
            layers: [
                .layerNormalization(LayerNormalization()),
                .simpleRNN(SimpleRNN(units: 6, returnSequences: true, recurrentDropout: 0.2)),
                .gru(GRU(units: 10, resetAfter: false, returnSequences: true, dropout: 0.2)),
                .gru(GRU(units: 12, dropout: 0.2, recurrentDropout: 0.2)),
                .parallelDecoder(ParallelDecoder(segments: 3)), .dense(Dense(units: 2)),
                .flatten(Flatten()), .repeatVector(RepeatVector(n: 2)),
            ], timeSteps: 3, features: 3, samples: 9),
    ]

    /// Every form of the kernels: few units and many, several layers, more terms than a run, many samples.
    private static let thorough =
        quick + [
            Sample(
                layers: [
                    .spatialDropout1D(SpatialDropout1D(rate: 0.1)),
                    .lstm(LSTM(units: 64, dropout: 0.2, recurrentDropout: 0.2)), .dense(Dense(units: 24)),
                ], timeSteps: 96, features: 7, samples: 32),
            Sample(
                layers: [
                    .lstm(LSTM(units: 33, returnSequences: true, goBackwards: true, dropout: 0.3)),
                    .dropout(Dropout(rate: 0.25, noiseShape: [1, nil, 1])),
                    .lstm(LSTM(units: 256, recurrentDropout: 0.3, dropoutMasks: .shared)),
                    .dense(Dense(units: 96, activation: .sigmoid)),
                ], timeSteps: 24, features: 21, samples: 64),
            Sample(
                layers: [
                    .lstm(LSTM(units: 400, useBias: false, returnSequences: true, dropout: 0.1)),
                    .dense(Dense(units: 40, activation: .relu)),
                    .lstm(LSTM(units: 7, activation: .relu, recurrentActivation: .hardSigmoid)),
                    .dense(Dense(units: 3, useBias: false)),
                ], timeSteps: 3, features: 5, samples: 37),
            Sample(
                layers: [
                    .lstm(LSTM(units: 256, dropout: 0.2, recurrentDropout: 0.2)), .dense(Dense(units: 24)),
                ],
                timeSteps: 4, features: 32, samples: 600),
            Sample(
                layers: [
                    .gru(GRU(units: 256, dropout: 0.5, recurrentDropout: 0.2)),
                    .parallelDecoder(ParallelDecoder(segments: 4)), .dense(Dense(units: 24)),
                    .flatten(Flatten()),
                ], timeSteps: 14, features: 24, samples: 224),
            Sample(
                layers: [
                    .lstm(LSTM(units: 128, dropout: 0.2, recurrentDropout: 0.2)),
                    .parallelDecoder(ParallelDecoder(segments: 4)), .dense(Dense(units: 24)),
                    .flatten(Flatten()),
                ], timeSteps: 14, features: 24, samples: 64),
        ]

    /// Makes both passes of small models on both.
    ///
    /// - Parameter isThorough: all forms of the kernels, which takes seconds.
    /// - Throws: `DeviceError.failed` where one bit differs; `.absent` without a compiler; `.kernels`,
    ///   `.memory`.
    package static func run(_ driver: any DeviceDriver, isThorough: Bool = false) throws(DeviceError) {
        for sample in isThorough ? thorough : quick { try check(sample, driver) }
    }

    private static func check(_ sample: Sample, _ driver: any DeviceDriver) throws(DeviceError) {
        guard
            let model = try? Model(
                layers: sample.layers, timeSteps: sample.timeSteps, features: sample.features)
        else { preconditionFailure("the check's models are valid") }
        let (wanted, found) = try passes(model, sample.samples, driver)
        guard wanted.elementsEqual(found, by: { $0.bitPattern == $1.bitPattern }) else {
            throw DeviceError(
                .failed,
                "\(driver.name) gives other bits than this machine's processor; use --device cpu, and tell "
                    + "the makers of Lockstep")
        }
    }

    /// Outputs and gradients of the processor and of the device.
    private static func passes(
        _ model: Model, _ samples: Int, _ driver: any DeviceDriver
    ) throws(DeviceError) -> (processor: [Float], device: [Float]) {
        let device = try DeviceRunner(try DeviceModel(model, capacity: samples, on: driver))
        let processor = ModelRunner(model: model, capacity: samples)
        let stream = RandomStream(seed: 0x6c6f_636b_7374_6570)
        let (draw, leaves) = (DropoutDraw(seed: stream.seed, step: 1), DeviceLeaves(samples: samples))
        let weights = model.initialWeights(seed: stream.seed)
        let numbers = stream.normal(count: processor.input.count, domain: StreamDomain(.demo))
        for input in [processor.input, device.input] {
            input.withUnsafeMutableBufferPointer { _ = $0.update(from: numbers) }
        }
        try device.sendInput(samples: samples)
        try device.forward(weights: weights, leaves: leaves, dropout: draw)
        processor.forward(weights: weights, samples: samples, dropout: draw)
        device.outputGradient.start.update(from: device.output.start, count: device.output.count)
        processor.outputGradient.start.update(from: processor.output.start, count: processor.output.count)
        try device.backward(leaves: leaves, dropout: draw)
        var gradients = [Vector(zeros: weights.count), Vector(zeros: weights.count)]
        processor.backward(weights: weights, samples: samples, gradient: &gradients[0])
        device.copyGradient(ofNode: 0, to: &gradients[1])
        return (
            processor.output.withUnsafeBufferPointer { Array($0) } + gradients[0],
            device.output.withUnsafeBufferPointer { Array($0) } + gradients[1]
        )
    }
}
