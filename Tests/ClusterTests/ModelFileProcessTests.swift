import Forecasting
import Foundation
import Glibc
import Neural
import Pace
import Series
import Store
import System
import Tables
import TestFiles
import Testing
import Training

/// The model file that real processes leave behind.
@Suite(.serialized, .blocking) struct ModelFileProcessTests {
    private static let csv =
        "hour,load,temperature\n"
        + (0..<700).map { hour in
            "\(hour),\(50 + Double(hour % 24 * 7 % 24) / 3),\(Double(hour * hour % 101) / 7)\n"
        }.joined()

    /// 29 windows of the test part: one slice.
    private static func job(csv path: String) -> String {
        """
        name: small
        seed: 11
        data:
          csv: \(path)
          time: hour
          targets: [load]
          lookback: 24
          horizon: 4
          split: {train: 600, validation: 60, test: 32}
        model:
          - lstm: {units: 24, dropout: 0.2, recurrent_dropout: 0.2}
          - dense: {units: 4}
        training:
          batch_size: 48
          microbatches: 6
          epochs: 300
          checkpoint_steps: 10
        """
    }

    /// A job folder of its own, whose CSV file lies at another path than any other's.
    private func folder(csv name: String) throws -> JobFolder {
        let job = try JobFolder(Self.job(csv: name))
        _ = try Folder.createNew("\(job.path)/data", mode: 0o755)
        try put(Array(Self.csv.utf8), at: "\(job.path)/\(name)")
        return job
    }

    private func model(of job: JobFolder) -> String { "\(job.state)/runs/small-1/final.safetensors" }

    @Test func modelFile_isTheSameForAnyWorkersPathsAndDeaths() throws {
        let quiet = try folder(csv: "rows.csv")
        let summary = try quiet.summary(quiet.train("--workers 1"))
        let expected = try bytes(of: model(of: quiet))
        let digest = Digest.sha256(expected)
        #expect(summary.modelSha256 == digest)
        #expect(summary.weightsFile?.hasSuffix("/runs/small-1/final.safetensors") == true)

        let others = try folder(csv: "data/copy.csv")
        let second = try others.summary(others.train("--workers 2 --threads 2"))
        #expect(try bytes(of: model(of: others)) == expected)
        #expect(second.modelSha256 == digest)

        let killed = try folder(csv: "data/other.csv")
        let process = try killed.train("--workers 3")
        try process.waitForLine(JobFolder.isPast(epoch: 2))
        let status = try killed.status()
        kill(pid_t(try #require(status.workers.first).pid), SIGKILL)
        kill(pid_t(status.coordinator.pid), SIGKILL)
        try process.waitForLine { $0.contains("started again") }
        process.send(SIGINT)
        _ = try killed.summary(process, code: 130)
        let third = try killed.summary(killed.train("--workers 2 --resume"))
        #expect(try bytes(of: model(of: killed)) == expected)
        #expect(third.modelSha256 == digest)
    }

    @Test func result_holdsWhatTrainPrinted() throws {
        let job = try folder(csv: "rows.csv")
        let process = try job.train("--workers 2")
        let printed = process.finish().output
        let run = try RunStore(folder: "\(job.state)/runs").find("small-1")
        let kept = try #require(try run.summary())
        #expect(try JSON.encode(kept) == Array(printed.utf8.dropLast()))
        #expect(kept.workers == 2)
        #expect((kept.wallSeconds ?? 0) > 0)
    }

    /// Model file and CSV file alone: the very test metrics that the run reported.
    @Test func modelFileAlone_givesTheMetricsOfTheRun() throws {
        let job = try folder(csv: "rows.csv")
        let summary = try job.summary(job.train("--workers 2"))
        let model = try ModelFile.read(model(of: job))
        #expect(model.steps == summary.steps && model.epochs == summary.bestEpoch)
        #expect(Digest.sha256(weights: model.weights) == summary.weightsSha256)
        let table = try Table.csv(
            Array(Self.csv.utf8).span, name: "rows.csv", options: model.description.table)

        let windows = 29
        var sums = ErrorSums()
        let width = table.columns.count
        let load = try #require(table.columns.firstIndex(of: "load"))
        for window in 0..<windows {
            let rows = Table(
                columns: table.columns, values: Array(table.values[..<((660 + window) * width)]),
                features: table.features, targets: table.targets)
            let outputs = try model.outputs(window: model.lastWindow(of: rows))
            for (index, value) in outputs.enumerated() {
                let own = Double(table.values[(660 + window + index) * width + load])
                let target = model.description.scalers[0].scaled(
                    own, column: model.description.roles.targets[0])
                sums.add(forecast: Double(value), target: Double(target))
            }
        }
        #expect(sums.mse == summary.test?.measures.mse)
        #expect(sums.mae == summary.test?.measures.mae)
    }
}
