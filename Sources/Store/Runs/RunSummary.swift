import Foundation
package import Jobs
import Series
import System
package import Training

/// The outcome of a run: `result.json`, and what `train --json` prints.
package struct RunSummary: Codable, Sendable {
    package struct Test: Codable, Sendable {
        /// Mean squared and mean absolute error on the scaled series, over all real target values of all test
        /// windows.
        package let mse: Double
        package let mae: Double
        /// What repeating the last value or the last season gets wrong over the same windows.
        @ExplicitNull package var naive: NaiveSummary?

        /// Whether the model is better than both; nil where nobody knows.
        package var beatsNaive: Bool? { naive?.best.map { mse < $0 } }
    }

    package let run: String
    /// How the run ended.
    package var status: RunState
    /// Updates applied.
    package var steps = 0
    /// Complete epochs.
    package var epochs = 0
    package var parameters: Int
    /// What reading the data did.
    @ExplicitNull package var data: DataReport?
    /// Of the epoch whose weights were kept.
    @ExplicitNull package var trainLoss: Double?
    @ExplicitNull package var validationLoss: Double?
    @ExplicitNull package var test: Test?
    /// SHA-256 of the final weights as flat little-endian Float32.
    @ExplicitNull package var weightsSha256: String?
    /// The model file, in which the final weights lie.
    @ExplicitNull package var weightsFile: String?
    /// SHA-256 of the model file, as `sha256sum` tells it.
    @ExplicitNull package var modelSha256: String?
    package var stoppedEarly = false
    /// The epoch whose weights were kept, from 1.
    @ExplicitNull package var bestEpoch: Int?
    /// Why a failed run failed.
    @ExplicitNull package var reason: String?
    /// From start to end, as the launcher saw it.
    @ExplicitNull package var wallSeconds: Double?
    /// Training samples over the time from the first to the last step, validation included.
    @ExplicitNull package var samplesPerSecond: Double?
    /// Workers that the launcher started.
    @ExplicitNull package var workers: Int?
    package var incidents: [Incident] = []

    package init(run: String, status: RunState, parameters: Int) {
        self.run = run
        self.status = status
        self.parameters = parameters
    }

    /// The summary of a finished run.
    package init(_ result: RunResult, weightsFile: String) {
        self.init(run: result.run, status: .finished, parameters: result.weights.count)
        steps = result.steps
        epochs = result.epochs.count
        let kept = result.epochs.lastIndex { $0.step == result.weightsStep } ?? result.epochs.count - 1
        if result.epochs.indices.contains(kept) {
            trainLoss = result.epochs[kept].trainLoss
            validationLoss = result.epochs[kept].validationLoss
            bestEpoch = kept + 1
        }
        if let sums = result.test, sums.samples > 0 {
            test = Test(mse: sums.errors.mse, mae: sums.errors.mae)
        }
        weightsSha256 = Digest.sha256(weights: result.weights)
        self.weightsFile = weightsFile
        stoppedEarly = result.stoppedEarly
    }
}

extension RunFolder {
    /// The summary that the coordinator left; nil where it left none.
    ///
    /// - Throws: `StoreError.corrupt` where the file does not hold a summary.
    package func summary() throws -> RunSummary? {
        guard let bytes = FileManager.default.contents(atPath: resultFile) else { return nil }
        do {
            return try JSON.decode(RunSummary.self, from: Array(bytes))
        } catch {
            throw StoreError(.corrupt, "\(resultFile) does not hold a run's summary: \(error)")
        }
    }

    /// Replaces the job file by the job as it turned out.
    ///
    /// - Throws: `SystemError`, `StoreError` where a file cannot be read or written.
    package func settle(_ job: Job) throws {
        let text = Array(JobWriter.write(job).utf8)
        // First, so that whoever opens the run in between knows either file.
        var record = try record()
        record.finalJobDigest = Digest.sha256(text)
        try write(record)
        try AtomicFile.write(text.span.bytes, to: jobFile, fileSystem: fileSystem)
    }

    /// Keeps how the run ended: the summary, with all incidents, and then the record, which others wait for.
    ///
    /// - Throws: `SystemError`, `StoreError` where a file cannot be read or written; the run then goes on
    ///   counting as one that has not ended.
    package func end(_ summary: RunSummary) throws {
        var summary = summary
        summary.incidents = try events.read(Incident.self).values
        summary.data = dataReport()
        try writeResult(JSON.encode(summary, isPretty: true))
        var record = try record()
        record.end(as: summary.status)
        try write(record)
    }
}
