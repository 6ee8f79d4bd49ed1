import Foundation
import Store
import TestFiles
import Testing
import Training

/// A folder with a job in it, and the ways in which tests train it with the real executables.
struct JobFolder {
    /// Some seconds of work: long enough to be killed in the middle of.
    static let text = """
        name: small
        seed: 11
        data:
          demo: {rows: 3000, channels: 4}
          lookback: 24
          horizon: 6
        model:
          - lstm: {units: 24, dropout: 0.2, recurrent_dropout: 0.2}
          - dense: {units: 24}
        training:
          batch_size: 48
          microbatches: 6
          epochs: 60
          checkpoint_steps: 10
        """

    /// Dropout shared by all samples, and of whole features, before the LSTM.
    static let sharedMasksText = text.replacing(
        "  - lstm:",
        with: """
              - dropout: {rate: 0.3, noise_shape: [1, null, 1]}
              - spatial_dropout1d: {rate: 0.2}
              - lstm:
            """)

    /// So many weights that they go by shared memory.
    static let wideText = text.replacing("units: 24, dropout", with: "units: 56, dropout")
        .replacing("epochs: 60", with: "epochs: 12")

    let folder: TemporaryFolder
    var path: String { folder.path }
    var state: String { "\(path)/state" }

    init(_ text: String = JobFolder.text) throws {
        folder = try TemporaryFolder()
        try text.write(toFile: "\(folder.path)/job.yaml", atomically: false, encoding: .utf8)
    }

    func train(_ options: String...) throws -> RunningProcess {
        let words = options.flatMap { $0.split(separator: " ").map(String.init) }
        return try RunningProcess(
            "lockstep", ["train", "job.yaml", "--state", "state", "--json"] + words, in: path)
    }

    func summary(_ process: RunningProcess, code: Int32 = 0) throws -> RunSummary {
        let end = process.finish()
        try #require(end.code == code, "\(end.errors)\n\(end.output)\n\(logs)")
        return try JSON.decode(RunSummary.self, from: Array(end.output.utf8))
    }

    /// What `lockstep status --json` prints.
    func status() throws -> ClusterStatus {
        let end = try RunningProcess.run("lockstep", ["status", "--json", "--state", "state"], in: path)
        try #require(end.code == 0, "\(end.errors)")
        return try JSON.decode(ClusterStatus.self, from: Array(end.output.utf8))
    }

    /// The logs of all processes, for a failing test's message.
    var logs: String {
        let folder = "\(state)/logs"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().map { name in
            let text = FileManager.default.contents(atPath: "\(folder)/\(name)").map {
                String(decoding: $0, as: UTF8.self)
            }
            return "--- \(name)\n\(text?.suffix(2000) ?? "")"
        }.joined(separator: "\n")
    }

    /// Whether a line of progress is of a later epoch than the given one.
    static func isPast(epoch: Int) -> (String) -> Bool {
        { line in
            guard let range = line.range(of: "epoch ") else { return false }
            return Int(line[range.upperBound...].prefix { $0.isNumber }).map { $0 > epoch } ?? false
        }
    }
}

extension RunSummary {
    /// What must be the same whoever computed it and whatever happened on the way.
    struct Outcome: Equatable {
        let weights: String?
        let steps: Int
        let trainLoss: Double?
        let validationLoss: Double?
        let validation: ForecastMeasures?
        let test: ForecastMeasures?
    }

    var outcome: Outcome {
        Outcome(
            weights: weightsSha256, steps: steps, trainLoss: trainLoss, validationLoss: validationLoss,
            validation: validation, test: test?.measures)
    }
}
