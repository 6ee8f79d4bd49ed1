package import Training

/// A checkpoint as a safetensors file.
///
/// Tensors: `weights/T`, `slot/S/T`, under early stopping `best/T` and with a moving average `average/T` for
/// each tensor T of the model and each optimizer slot S; `optimizer/scalars`; `epoch/loss`; and `epochs/...`,
/// one number for each complete epoch, or a row of them. Loss values are F64 tensors and not text, so that
/// they come back bit for bit. All else is metadata.
package struct CheckpointFile {
    /// What the tensors of the job's model are, in their order.
    let tensors: [TensorInfo]
    /// The optimizer's slots, in its order.
    let slotNames: [String]

    package init(tensors: [TensorInfo], slotNames: [String]) {
        self.tensors = tensors
        self.slotNames = slotNames
    }

    static let kind = "lockstep checkpoint"
    static let version = "3"

    package func encode(_ checkpoint: Checkpoint) -> Safetensors {
        let state = checkpoint.state
        var contents = Safetensors.tensors(tensors, of: state.weights, under: "weights/")
        for (name, slot) in zip(slotNames, state.slots) {
            contents += Safetensors.tensors(tensors, of: slot, under: "slot/\(name)/")
        }
        if let best = state.bestWeights { contents += Safetensors.tensors(tensors, of: best, under: "best/") }

        if let average = state.average {
            contents += Safetensors.tensors(tensors, of: average, under: "average/")
        }

        func column(_ name: String, _ values: Safetensors.Values) -> Safetensors.Tensor {
            Safetensors.Tensor(name: "epochs/" + name, shape: [values.count], values: values)
        }
        let epochs = state.epochs
        contents += [
            Safetensors.Tensor(
                name: "optimizer/scalars", shape: [state.scalars.count],
                values: .float64(state.scalars[...])),
            Safetensors.Tensor(name: "epoch/loss", shape: [], values: .float64([state.epochLoss])),
            column("step", .int64(epochs.map { Int64($0.step) }[...])),
            column("train_loss", .float64(epochs.map(\.trainLoss)[...])),
            column("validated", .int64(epochs.map { $0.validationLoss == nil ? 0 : 1 }[...])),
            column("validation_loss", .float64(epochs.map { $0.validationLoss ?? 0 }[...])),
            // A row of NaN where nothing was measured.
            Safetensors.Tensor(
                name: "epochs/validation", shape: [epochs.count, ForecastMeasures.count],
                values: .float64(
                    epochs.flatMap {
                        $0.validation?.numbers ?? [Double](repeating: .nan, count: ForecastMeasures.count)
                    }[...])),
        ]
        return Safetensors(
            metadata: [
                "kind": Self.kind, "version": Self.version, "run": checkpoint.identity.id,
                "job_sha256": checkpoint.identity.jobDigest, "data_sha256": checkpoint.identity.dataDigest,
                "fingerprint": checkpoint.fingerprint, "step": String(state.step),
                "epoch_samples": String(state.epochSamples), "stopped_early": String(state.stoppedEarly),
                "computing_nanoseconds": String(state.computing.nanoseconds),
                "last_step": state.lastStep.map { "\($0)" } ?? "none",
                "average": String(state.average != nil),
                "best_weights": String(state.bestWeights != nil),
            ],
            tensors: contents)
    }

    /// - Parameter path: the file's, for messages.
    /// - Throws: `StoreError.corrupt` if the file holds anything but a checkpoint of this version with
    ///   these tensors.
    package func decode(_ file: Safetensors, path: String) throws -> Checkpoint {
        func text(_ key: String) throws -> String {
            guard let text = file.metadata[key] else { throw StoreError(.corrupt, "\(path) has no \(key)") }
            return text
        }
        func value<Value: LosslessStringConvertible>(_ key: String, _ type: Value.Type) throws -> Value {
            let text = try text(key)
            guard let value = Value(text) else {
                throw StoreError(.corrupt, "\(path): \(key) is '\(text)', not of type \(type)")
            }
            return value
        }
        guard try text("kind") == Self.kind, try text("version") == Self.version else {
            throw StoreError(
                .corrupt,
                "\(path) is a '\(try text("kind"))' of version \(try text("version")); "
                    + "this program reads a '\(Self.kind)' of version \(Self.version)")
        }

        var reader = TensorReader(file, path: path)
        var state = TrainingState(
            weights: try reader.floats(tensors, under: "weights/"),
            slots: try slotNames.map { try reader.floats(tensors, under: "slot/\($0)/") })
        if try value("best_weights", Bool.self) {
            state.bestWeights = try reader.floats(tensors, under: "best/")
        }
        if try value("average", Bool.self) { state.average = try reader.floats(tensors, under: "average/") }
        state.step = try value("step", Int.self)
        state.epochSamples = try value("epoch_samples", Int.self)
        state.stoppedEarly = try value("stopped_early", Bool.self)
        state.computing = .nanoseconds(try value("computing_nanoseconds", Int64.self))
        if try text("last_step") != "none" { state.lastStep = try value("last_step", Int.self) }
        state.scalars = try reader.doubles("optimizer/scalars")
        let epochLoss = try reader.doubles("epoch/loss")
        state.epochs = try epochs(&reader, path: path)
        try reader.finish()
        guard epochLoss.count == 1, state.step >= 0, state.epochSamples >= 0, state.computing >= .zero,
            state.lastStep ?? 1 >= 1
        else {
            throw StoreError(.corrupt, "\(path): its step, samples, time or epoch loss are impossible")
        }
        state.epochLoss = epochLoss[0]
        return Checkpoint(
            of: RunIdentity(
                id: try text("run"), jobDigest: try text("job_sha256"), dataDigest: try text("data_sha256")),
            fingerprint: try text("fingerprint"), state: state)
    }

    private func epochs(_ reader: inout TensorReader, path: String) throws -> [EpochRecord] {
        let steps = try reader.integers("epochs/step")
        let train = try reader.doubles("epochs/train_loss")
        let validated = try reader.integers("epochs/validated")
        let validation = try reader.doubles("epochs/validation_loss")
        let measures = try reader.doubles("epochs/validation")
        let width = ForecastMeasures.count
        guard [train.count, validated.count, validation.count].allSatisfy({ $0 == steps.count }),
            measures.count == steps.count * width
        else {
            throw StoreError(.corrupt, "\(path): its columns about epochs differ in length")
        }
        return steps.indices.map { index in
            let row = Array(measures[index * width..<(index + 1) * width])
            return EpochRecord(
                step: steps[index], trainLoss: train[index],
                validationLoss: validated[index] == 0 ? nil : validation[index],
                validation: row[0].isNaN ? nil : ForecastMeasures(numbers: row))
        }
    }
}
