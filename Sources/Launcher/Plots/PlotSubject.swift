import Forecasting
import Foundation
import Jobs
import Neural
import Store
import System
import Tables
import Training

/// What a picture is of, as a command line names it: a run, the newest one, or a model file.
package struct PlotSubject {
    /// As pictures call it.
    package let name: String
    private let place: Place

    private enum Place {
        case run(RunFolder, StateDirectory)
        /// Absolute.
        case file(String)
    }

    /// - Parameters:
    ///   - name: a run's identifier, `latest`, or the path of a model file.
    ///   - path: of the state directory that has the runs.
    /// - Throws: `LaunchError.notFound` where there is neither such a run nor such a file.
    package init(_ name: String, state path: String) throws {
        let file = Folder.absolute(name, in: FileManager.default.currentDirectoryPath)
        if Folder.exists(file), !Folder.isFolder(file) {
            self.name = name
            place = .file(file)
            return
        }
        do {
            let state = try StateDirectory(existing: path)
            let store = RunStore(folder: state.runs)
            let run = try store.find(name == "latest" ? store.list().runs.last?.id ?? name : name)
            self.name = run.id
            place = .run(run, state)
        } catch let error as StoreError where error.code == .notFound {
            throw LaunchError(
                .notFound,
                "\(quoted(name)) is no model file, and no run: \(error.message); name a run, latest, or a "
                    + "final.safetensors")
        }
    }

    /// The run; nil for a model file.
    var run: RunFolder? { if case .run(let run, _) = place { run } else { nil } }

    /// The layers and the seed, and the weights so far as there are any.
    ///
    /// - Throws: `StoreError`, `SystemError`, `JobError` where a file is damaged or missing.
    func model() throws -> PlottedModel {
        switch place {
        case .file(let path): return PlottedModel(name, try ModelFile.read(path))
        case .run(let run, let state):
            if Folder.exists(run.modelFile) {
                return PlottedModel(name, try ModelFile.read(run.modelFile))
            }
            let job = try RunPreparation.data(of: run, in: state)
            let record = try run.record()
            let description = try job.modelDescription(
                origin: RunPreparation.origin(of: job, dataDigest: record.dataDigest))
            let checkpoint = try run.checkpoints.newestGood(
                of: record.identity, parameters: description.model.parameters.tensors,
                slots: job.job.training.optimizer.slotNames
            ).checkpoint
            return PlottedModel(
                name: name, model: description.model, seed: job.job.seed, features: description.features,
                weights: checkpoint?.state.judged, steps: checkpoint?.state.step ?? 0)
        }
    }
}

/// A model as far as pictures of it go.
struct PlottedModel {
    let name: String
    let model: Model
    let seed: UInt64
    /// Names of the inputs.
    let features: [String]
    /// Nil before the first checkpoint.
    let weights: Vector?
    /// Updates that made the weights.
    let steps: Int
}

extension PlottedModel {
    init(_ name: String, _ trained: TrainedModel) {
        let description = trained.description
        self.init(
            name: name, model: description.model, seed: description.origin.seed,
            features: description.features, weights: trained.weights, steps: trained.steps)
    }
}
