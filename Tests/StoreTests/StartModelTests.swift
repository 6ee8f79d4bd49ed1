import Forecasting
import Jobs
import Neural
import Store
import System
import TestFiles
import Testing
import Training

/// Runs that start from a model file.
struct StartModelTests {
    private let folder: TemporaryFolder
    private let state: StateDirectory
    private let first: (run: RunFolder, model: TrainedModel)

    private static let text = """
        name: small
        data: {demo: {rows: 200, channels: 2}, lookback: 4, horizon: 1}
        model: [lstm: {units: 3}, dense: {units: 2}]
        """

    init() throws {
        folder = try TemporaryFolder()
        state = try StateDirectory(creating: folder("state"))
        let run = try RunPreparation.create(
            JobReader.read(Self.text, file: "job.yaml"), relativeTo: folder.path, in: state
        ).run
        let opened = try RunPreparation.open(run, in: state)
        let weights = opened.job.plan.model.initialWeights(seed: 77)
        first = (run, TrainedModel(description: opened.model, weights: weights, steps: 3, epochs: 1))
    }

    private func job(_ from: String) throws -> JobFile {
        try JobReader.read("\(Self.text)\nstart_from: \(from)\n", file: "job.yaml")
    }

    private func create(_ from: String) throws -> RunFolder {
        try RunPreparation.create(job(from), relativeTo: folder.path, in: state).run
    }

    @Test func run_beginsWithTheModelsWeightsFromACopy() throws {
        let digest = try ModelFile.write(first.model, to: folder("base.safetensors"))
        let run = try create("base.safetensors")
        try LocalFileSystem().remove(folder("base.safetensors"))
        #expect(try Digest.sha256(file: run.startFile) == digest)
        let resolved = try JobReader.read(run.jobText(), file: run.jobFile)
        #expect(resolved.job.startFrom?.sha256 == digest)
        #expect(try RunPreparation.open(run, in: state).plan.state.weights == first.model.weights)
        // The resolved job is complete in its folder, and the same again.
        let again = try RunPreparation.create(resolved, relativeTo: run.path, in: state).run
        #expect(try again.record().jobDigest == run.record().jobDigest)
        #expect(try again.record().dataDigest == run.record().dataDigest)
        #expect(try RunPreparation.open(again, in: state).plan.state.weights == first.model.weights)
    }

    @Test func runOfTheStateDirectory_isNamedByItsIdentifier() throws {
        let early = #expect(throws: JobError.self) { try create(first.run.id) }
        #expect(early?.message.contains("run small-1 has no model yet") == true)
        _ = try ModelFile.write(first.model, to: first.run.modelFile)
        let run = try create(first.run.id)
        #expect(try RunPreparation.open(run, in: state).plan.state.weights == first.model.weights)
        #expect(throws: JobError.self) {
            try RunPreparation.prepare(job(first.run.id), relativeTo: folder.path)
        }
    }

    @Test func copyThatHasChanged_isRefused() throws {
        _ = try ModelFile.write(first.model, to: folder("base.safetensors"))
        let run = try create("base.safetensors")
        var other = first.model.weights
        other[0] += 1
        _ = try ModelFile.write(
            TrainedModel(description: first.model.description, weights: other, steps: 3, epochs: 1),
            to: run.startFile)
        let error = #expect(throws: StoreError(.corrupt, "")) { try RunPreparation.open(run, in: state) }
        #expect(error?.message.contains("has been changed since the run began") == true)
    }

    @Test func fileThatIsNotThere_orNoModel_orAnother_isRefusedAtItsLine() throws {
        try put(Array("no model".utf8), at: folder("text.safetensors"))
        let digest = try ModelFile.write(first.model, to: folder("base.safetensors"))
        let named = "name its final.safetensors, \(first.run.path)/final.safetensors"
        let zeros = String(repeating: "0", count: 64)
        for (from, says) in [
            ("none.safetensors", "none.safetensors is not there"), ("text.safetensors", "is damaged"),
            (first.run.path, named),
            ("{model: base.safetensors, sha256: \"\(zeros)\"}", digest),
        ] {
            let error = #expect(throws: JobError.self) { try create(from) }
            #expect(error?.line == 4 && error?.key == "start_from")
            #expect(error?.message.contains(says) == true, "\(String(describing: error))")
        }
        #expect(try RunStore(folder: state.runs).list().runs.count == 1)
    }
}
