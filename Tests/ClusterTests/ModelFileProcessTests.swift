import Forecasting
import Foundation
import Glibc
import Launcher
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

        let alone = "\(job.path)/alone.safetensors"
        try FileManager.default.moveItem(atPath: self.model(of: job), toPath: alone)
        let rows = "\(job.path)/rows.csv"
        let measured = try RunningProcess.run(
            "lockstep", ["evaluate", alone, "--csv", rows, "--part", "test", "--json"], in: job.path)
        #expect(measured.code == 0, "\(measured.errors)")
        let evaluation = try JSON.decode(ModelEvaluation.self, from: Array(measured.output.utf8))
        #expect(evaluation.windows == 29 && evaluation.values == 4 * 29)
        #expect(evaluation.together.measures == summary.test?.measures)
        #expect(evaluation.together.naive == summary.test?.naive)
    }

    /// The file goes on where it ends; what is asked for wrongly is told by name.
    @Test func modelFileAlone_forecastsBehindTheRowsOfAFile() throws {
        let job = try folder(csv: "rows.csv")
        _ = try job.summary(job.train("--workers 2"))
        let said = try RunningProcess.run(
            "lockstep", ["forecast", "latest", "--state", job.state], in: job.path)
        #expect(said.code == 0, "\(said.errors)")
        let lines = said.output.split(separator: "\n")
        #expect(lines.count == 5 && lines[0] == "step,load" && lines[1].hasPrefix("1,"))
        let file = "\(job.path)/forecast.csv"
        let again = try RunningProcess.run(
            "lockstep", ["forecast", model(of: job), "--csv", "\(job.path)/rows.csv", "-o", file],
            in: job.path)
        #expect(again.code == 0 && again.output.isEmpty, "\(again.errors)")
        #expect(try String(decoding: bytes(of: file), as: UTF8.self) == said.output)
        for (options, words) in [
            (["--steps", "5"], "the model forecasts 4 rows, and 5 are asked for"),
            (["--steps", "5", "--recursive"], "temperature\", which is neither forecast nor known"),
            (["--from", "2024-01-01"], "the rows have no dates to begin a forecast at"),
            (["--csv", "none.csv"], "none.csv does not exist"),
            (["--series", "a"], "the rows are of one series"),
        ] {
            let refused = try RunningProcess.run(
                "lockstep", ["forecast", "latest", "--state", job.state] + options, in: job.path)
            #expect(refused.code == 2 && refused.errors.contains(words), "\(refused.errors)")
            #expect(refused.output.isEmpty)
        }
    }
}
