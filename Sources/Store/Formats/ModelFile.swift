package import Forecasting
import Neural
package import System

/// A trained model as a safetensors file: `final.safetensors`.
///
/// Tensors: the model's, by their names, and `calibration/residuals` where it has those, what it says of
/// windows less what happened (`Calibration`). Metadata: the model's (`TrainedModel.metadata`), and
/// `weights_sha256`, the SHA-256 of all weights as flat little-endian Float32, which `train` prints. The same
/// model gives the same bytes.
package enum ModelFile {
    package static func encode(_ model: TrainedModel) -> Safetensors {
        var metadata = model.metadata
        metadata["weights_sha256"] = Digest.sha256(weights: model.weights)
        let tensors = model.description.model.parameters.tensors
        var file = Safetensors(
            metadata: metadata, tensors: Safetensors.tensors(tensors, of: model.weights, under: ""))
        if let calibration = model.calibration {
            let shape = model.description.outputShape(windows: calibration.windows)
            file.tensors += Safetensors.tensors(
                [TensorInfo(name: residuals, shape: shape)], of: calibration.residuals, under: "")
        }
        return file
    }

    private static let residuals = "calibration/residuals"

    /// - Parameter path: the file's, for messages.
    /// - Throws: `StoreError.otherRelease` for what a release wrote that knew less or knows more of models;
    ///   `.corrupt` for everything else that is not a model, or in which something does not fit.
    package static func decode(_ file: Safetensors, path: String) throws -> TrainedModel {
        var metadata = file.metadata
        if metadata["kind"] == nil, metadata["run"] != nil, metadata["job_sha256"] != nil {
            throw StoreError(
                .otherRelease,
                "\(path) was written by Lockstep 0.1 before a model file held layers, columns and scaling: "
                    + "it holds weights alone; train the job again")
        }
        let weightsDigest = metadata.removeValue(forKey: "weights_sha256")
        var reader = TensorReader(file, path: path)
        let model: TrainedModel
        do {
            model = try TrainedModel(metadata: metadata) { parameters in
                try reader.floats(parameters.tensors, under: "")
            } residuals: { shape in
                try reader.floats([TensorInfo(name: residuals, shape: shape)], under: "")
            }
            try reader.finish()
        } catch let error as ForecastingError {
            let code = error.code == .unknownVersion ? StoreError.Code.otherRelease : .corrupt
            throw StoreError(code, "\(path): \(error)")
        }
        let origin = model.description.origin
        guard Digest.sha256(weights: model.weights) == weightsDigest else {
            throw StoreError(.corrupt, "\(path): weights_sha256 is not that of the weights")
        }
        guard Digest.sha256(Array(origin.job.utf8)) == origin.jobDigest else {
            throw StoreError(.corrupt, "\(path): job_sha256 is not that of the job")
        }
        guard Digest.isValid(origin.dataDigest) else {
            throw StoreError(.corrupt, "\(path): data_sha256 is no SHA-256")
        }
        return model
    }

    /// - Throws: as `decode`; `StoreError.corrupt` for a file that does not check itself;
    ///   `SystemError.notFound`, `.storage`.
    package static func read(_ path: String) throws -> TrainedModel {
        try decode(Safetensors(contentsOf: path, requireDigest: true), path: path)
    }

    /// Writes the file in one step: the old file or the new one is there, never a part.
    ///
    /// - Returns: the SHA-256 of the file, as `sha256sum` tells it.
    /// - Throws: `SystemError.diskFull`, `.notFound` (the folder) or `.storage`.
    package static func write(
        _ model: TrainedModel, to path: String, fileSystem: any FileSystem = LocalFileSystem()
    ) throws -> String {
        try encode(model).write(to: path, fileSystem: fileSystem)
        return try Digest.sha256(file: path)
    }
}
