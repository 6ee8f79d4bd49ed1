import Forecasting
import Foundation
import Jobs
import Neural
import Series
import Store
import Tables
import TestFiles
import Testing

/// `final.safetensors`: it holds all that a forecast needs, and is checked as a whole.
@Suite struct ModelFileTests {
    private let folder: TemporaryFolder
    private let job: PreparedJob
    private let model: TrainedModel
    private var path: String { folder("final.safetensors") }

    init() throws {
        folder = try TemporaryFolder()
        let text = """
            name: small
            seed: 5
            data:
              {csv: rows.csv, time: t, targets: [b], lookback: 4, horizon: 2, split: {train: 40, test: 20}}
            model: [lstm: {units: 3, dropout: 0.2}, dense: {units: 2}]
            """
        let file = try JobReader.read(text, file: "job.yaml")
        job = try PreparedJob(file, table: Self.table(), name: "rows.csv")
        model = TrainedModel(
            description: try job.modelDescription(
                origin: RunPreparation.origin(of: job, dataDigest: Digest.sha256(job.series.encode()))),
            weights: job.plan.model.initialWeights(seed: 5), steps: 12, epochs: 3)
    }

    private static let csv =
        "t,a,b\n"
        + (0..<60).map { "\($0),\(Double($0 * $0 % 17) / 3),\(1e3 + Double($0 % 7))\n" }.joined()

    private static func table(_ options: TableOptions = TableOptions(time: ["t"], targets: ["b"])) throws
        -> Table
    {
        try Table.csv(Array(csv.utf8).span, name: "rows.csv", options: options)
    }

    @Test func model_comesBackFromItsFile() throws {
        let digest = try ModelFile.write(model, to: path)
        #expect(try digest == Digest.sha256(bytes(of: path)))
        let back = try ModelFile.read(path)
        #expect(back.metadata == model.metadata)
        #expect(back.weights == model.weights)
        #expect(try ModelFile.write(back, to: path) == digest)
        let file = try Safetensors(contentsOf: path, requireDigest: true)
        #expect(file.metadata["weights_sha256"] == Digest.sha256(weights: model.weights))
        #expect(
            file.tensors.map(\.name)
                == [
                    "lstm_0/kernel", "lstm_0/recurrent_kernel", "lstm_0/bias", "dense_1/kernel",
                    "dense_1/bias",
                ])
    }

    /// The file and a CSV file, nothing else: the numbers of the run's own pipeline, bit for bit.
    @Test func fileAlone_forecastsWhatTheRunsOwnPipelineComputes() throws {
        _ = try ModelFile.write(model, to: path)
        let model = try ModelFile.read(path)
        let table = try Self.table(model.description.table)
        let last = job.series.windowCount(.test) - 1
        let runner = ModelRunner(model: job.plan.model, capacity: 1)
        job.series.gather(
            windows: [last], part: .test, input: runner.input, target: FloatBuffer(count: job.series.outputs))
        runner.forward(weights: job.plan.model.initialWeights(seed: 5), samples: 1, dropout: nil)
        let outputs = runner.output.withUnsafeBufferPointer { Array($0) }

        let read = try ModelTable(model, table: table, gaps: .error, duplicates: .error, name: "rows.csv")
        let origin = read.table.rows - 2
        let work = try ForecastWork(
            model, series: read.series, origins: [UInt32(origin)], windowsAtOnce: 1)
        let found = ForecastComputer(work).outputs(slice: 0)
        #expect(found.map(\.bitPattern) == outputs.map(\.bitPattern))
        let own = outputs.map { job.series.scalers[0].inverse($0, column: job.series.targets[0]) }
        #expect(read.forecast(found, origin: origin).values.map(\.bitPattern) == own.map(\.bitPattern))
        #expect(own.allSatisfy { abs($0 - 1e3) < 50 })
    }

    @Test func residuals_comeBackToTheBit() throws {
        var model = model
        let residuals = Vector([0.5, -1, .nan, 2, .nan, .nan])
        model.calibration = Calibration(part: .validation, windows: 3, all: 5, residuals: residuals)
        let digest = try ModelFile.write(model, to: path)
        let tensor = try #require(try Safetensors(contentsOf: path, requireDigest: true).tensors.last)
        #expect(tensor.name == "calibration/residuals" && tensor.shape == [3, 2, 1])
        let back = try ModelFile.read(path)
        #expect(back.calibration?.residuals.map(\.bitPattern) == residuals.map(\.bitPattern))
        #expect(try ModelFile.write(back, to: path) == digest)
        var file = ModelFile.encode(model)
        file.metadata["calibration"] = nil
        try file.write(to: path)
        expect(.corrupt, "it holds the tensor calibration/residuals, which the model does not have")
        try change { $0["calibration"] = #"{"part": "validation", "windows": 3, "all": 5}"# }
        expect(.corrupt, "it has no tensor calibration/residuals")
    }

    @Test func fileOfTheReleaseBefore_isRefusedByName() throws {
        let tensors = try Safetensors(contentsOf: written(), requireDigest: true).tensors
        let old = ["job": "small", "run": "small-1", "job_sha256": String(repeating: "ab", count: 32)]
        try Safetensors(metadata: old, tensors: tensors).write(to: path)
        expect(.otherRelease, "written by Lockstep 0.1 before a model file held layers")
    }

    @Test func modelOfALaterRelease_isRefusedByName() throws {
        try change {
            $0["version"] = "5"; $0["lockstep"] = "3.1.0"
        }
        expect(.otherRelease, "version 5, written by Lockstep 3.1.0; this program reads version 4")
    }

    @Test(arguments: [
        ("weights_sha256", "weights_sha256 is not that of the weights"),
        ("job_sha256", "job_sha256 is not that of the job"), ("data_sha256", "data_sha256 is no SHA-256"),
        ("kind", "it is a 'x'"), ("layers", "layers: no JSON"),
        ("lookback", "lookback: 'x' is no whole number"),
    ])
    func metadataThatDoNotFit_areRefused(key: String, reason: String) throws {
        try change { $0[key] = "x" }
        expect(.corrupt, reason)
    }

    @Test func layersOfOtherSizesThanTheTensors_areRefused() throws {
        try change { $0["layers"] = #"[{"lstm": {"units": 4}}, {"dense": {"units": 2}}]"# }
        expect(.corrupt, "tensor lstm_0/kernel has the shape [2, 12]; the model has [2, 16]")
        try change { $0["layers"] = #"[{"lstm": {"units": 3}}, {"dense": {"units": 2, "use_bias": false}}]"# }
        expect(.corrupt, "it holds the tensor dense_1/bias, which the model does not have")
        // 4 TB of weights: refused before any of them is set aside.
        try change { $0["layers"] = #"[{"lstm": {"units": 260000}}, {"dense": {"units": 2}}]"# }
        expect(.corrupt, "supported")
    }

    @Test func fileOfAnotherKindOrOfAnotherProgram_isRefused() throws {
        let checkpoint = CheckpointFile(tensors: Sample.tensors, slotNames: Sample.slots)
            .encode(Sample.checkpoint(step: 3))
        try checkpoint.write(to: path)
        expect(.corrupt, "it is a 'lockstep checkpoint', not a 'lockstep model'")
        try Safetensors(tensors: []).write(to: path)
        expect(.corrupt, "do not say that it is a 'lockstep model'")
        try put([2, 0, 0, 0, 0, 0, 0, 0] + Array("{}".utf8), at: path)
        expect(.corrupt, "holds no SHA-256 of itself")
    }

    @Test func everyAlteredByte_isNoticed() throws {
        let whole = try bytes(of: written())
        for place in whole.indices {
            var altered = whole
            altered[place] ^= 4
            try put(altered, at: path)
            #expect(throws: StoreError(.corrupt, "")) { try ModelFile.read(path) }
        }
    }

    private func written() throws -> String {
        _ = try ModelFile.write(model, to: path)
        return path
    }

    /// Writes the file with other metadata.
    private func change(_ body: (inout [String: String]) -> Void) throws {
        var file = ModelFile.encode(model)
        body(&file.metadata)
        try file.write(to: path)
    }

    private func expect(_ code: StoreError.Code, _ reason: String) {
        let error = #expect(throws: StoreError(code, "")) { try ModelFile.read(path) }
        #expect(
            error.map { "\($0)".contains(path) && "\($0)".contains(reason) } == true,
            "\(error.map { "\($0)" } ?? "")")
    }
}
