import Neural
import Store
import Training

/// A small model's checkpoints, full of numbers that are easily lost.
enum Sample {
    static let tensors = [
        TensorInfo(name: "lstm/kernel", shape: [2, 3]),
        TensorInfo(name: "lstm/b\u{e9}ta \"0\"\\\n", shape: [3]),
        TensorInfo(name: "empty", shape: [0, 4]), TensorInfo(name: "scale", shape: []),
    ]
    static let slots = ["m", "v"]
    static let job = String(repeating: "ab", count: 32)
    static let data = String(repeating: "01", count: 32)
    static let identity = RunIdentity(id: "demo-1", jobDigest: job, dataDigest: data)

    static func checkpoint(step: Int, run: String = "demo-1", job: String = job, hasBest: Bool = true)
        -> Checkpoint
    {
        let weights: Vector = [
            1.5, -0.0, .infinity, -.leastNonzeroMagnitude, Float(bitPattern: 0x7fc0_1234), .pi, 7, 8, 9,
            Float(step),
        ]
        var state = TrainingState(
            weights: weights, slots: [Vector(weights.reversed()), Vector(weights.map { -$0 })],
            scalars: [0.1 + 0.2, Double(bitPattern: 0x7ff8_dead_beef_0003)])
        state.step = step
        state.epochLoss = Double(bitPattern: 0x7ff8_dead_beef_0001)
        state.epochSamples = 77
        state.epochs = [
            EpochRecord(step: 3, trainLoss: 0.1 + 0.2, validationLoss: nil),
            EpochRecord(step: 6, trainLoss: Double(bitPattern: 0xfff8_0000_0000_0007), validationLoss: .nan),
            EpochRecord(
                step: 9, trainLoss: -.infinity, validationLoss: -0.0,
                validation: ForecastMeasures(numbers: [.infinity, 0.1, 1, -0.0, .nan, 3, .nan])),
        ]
        state.bestWeights = hasBest ? Vector(weights.map { $0 * 2 }) : nil
        state.stoppedEarly = step % 2 == 1
        state.average = step % 2 == 0 ? nil : Vector(weights.map { $0 * 3 })
        state.computing = .nanoseconds(1_234_567_890_123 + step)
        state.lastStep = step % 3 == 0 ? step : nil
        return Checkpoint(
            of: RunIdentity(id: run, jobDigest: job, dataDigest: data), fingerprint: "f1\t\u{1}",
            state: state)
    }

    /// Everything in a checkpoint, numbers as their bits: equal exactly when the checkpoints are.
    static func bits(_ checkpoint: Checkpoint) -> [String] {
        let state = checkpoint.state
        let floats = [state.weights, state.bestWeights ?? [], state.average ?? []] + state.slots
        let epochs = state.epochs.map { epoch in
            let validation = epoch.validationLoss.map { String($0.bitPattern) } ?? "none"
            let measures = epoch.validation.map { "\($0.numbers.map(\.bitPattern))" } ?? "none"
            return "\(epoch.step) \(epoch.trainLoss.bitPattern) \(validation) \(measures)"
        }
        return [checkpoint.identity.id, checkpoint.identity.jobDigest, checkpoint.identity.dataDigest]
            + [checkpoint.fingerprint]
            + ["\(state.step) \(state.epochSamples) \(state.stoppedEarly) \(state.epochLoss.bitPattern)"]
            + ["\(state.computing) \(state.lastStep ?? -1) \(state.scalars.map(\.bitPattern))"]
            + epochs + floats.map { "\($0.map(\.bitPattern))" } + ["\(state.bestWeights == nil)"]
    }
}

extension CheckpointStore {
    func write(_ checkpoint: Checkpoint) throws {
        try write(checkpoint, tensors: Sample.tensors, slotNames: Sample.slots)
    }

    func newestSample() throws -> (checkpoint: Checkpoint?, problems: [String]) {
        try newestGood(
            of: Sample.identity, parameters: Sample.tensors, slots: Sample.slots)
    }
}
