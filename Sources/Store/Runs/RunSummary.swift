import Foundation
package import Jobs
import Series
import System
package import Training

/// The outcome of a run: `result.json`, and what `train --json` prints.
package struct RunSummary: Codable, Sendable {
    /// Of the forecasts for all test windows. In JSON, the measures' keys with `naive` beside them.
    package struct Test: Codable, Sendable {
        package let measures: ForecastMeasures
        /// What repeating the last value or the last season gets wrong over the same windows.
        package var naive: NaiveSummary?

        /// Whether the model is better than both; nil where nobody knows.
        package var beatsNaive: Bool? { naive?.best.map { measures.mse < $0 } }
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
    /// What the forecasts of that epoch's validation came to.
    @ExplicitNull package var validation: ForecastMeasures?
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
            validation = result.epochs[kept].validation
            bestEpoch = kept + 1
        }
        test = result.test.flatMap { ForecastMeasures($0) }.map { Test(measures: $0) }
        weightsSha256 = Digest.sha256(weights: result.weights)
        self.weightsFile = weightsFile
        stoppedEarly = result.stoppedEarly
    }
}

extension RunSummary.Test {
    private enum Key: String, CodingKey { case naive }

    package init(from decoder: any Decoder) throws {
        measures = try ForecastMeasures(from: decoder)
        naive = try decoder.container(keyedBy: Key.self).decodeIfPresent(NaiveSummary.self, forKey: .naive)
    }

    package func encode(to encoder: any Encoder) throws {
        try measures.encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(naive, forKey: .naive)
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
