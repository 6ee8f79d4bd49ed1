import Foundation
import Neural
import Series
public import Training

/// The outcome of a run: `result.json`, and what `train --json` prints.
public struct RunSummary: Codable, Sendable {
    public struct Test: Codable, Sendable {
        /// Mean squared and mean absolute error on the scaled series, over all outputs of all test windows.
        public let mse: Double
        public let mae: Double
    }

    public let run: String
    /// `finished`, `failed` or `interrupted`.
    public var status: String
    /// Updates applied.
    public var steps = 0
    /// Complete epochs.
    public var epochs = 0
    public var parameters: Int
    /// Of the epoch whose weights were kept.
    @ExplicitNull public var trainLoss: Double?
    @ExplicitNull public var validationLoss: Double?
    @ExplicitNull public var test: Test?
    /// SHA-256 of the final weights as flat little-endian Float32.
    @ExplicitNull public var weightsSha256: String?
    /// Where the final weights lie.
    @ExplicitNull public var weightsFile: String?
    public var stoppedEarly = false
    /// The epoch whose weights were kept, from 1.
    @ExplicitNull public var bestEpoch: Int?
    /// Why a failed run failed.
    @ExplicitNull public var reason: String?
    /// From start to end, as the launcher saw it.
    @ExplicitNull public var wallSeconds: Double?
    /// Training samples over the time from the first to the last step, validation included.
    @ExplicitNull public var samplesPerSecond: Double?
    /// Workers that the launcher started.
    @ExplicitNull public var workers: Int?
    public var incidents: [Incident] = []

    public init(run: String, status: String, parameters: Int) {
        self.run = run
        self.status = status
        self.parameters = parameters
    }

    /// The summary of a finished run.
    init(_ result: RunResult, plan: WorkPlan, outputs: Int, weightsFile: String) {
        self.init(run: result.run, status: "finished", parameters: result.weights.count)
        steps = result.steps
        epochs = result.epochs.count
        let kept = result.epochs.lastIndex { $0.step == result.weightsStep } ?? result.epochs.count - 1
        if result.epochs.indices.contains(kept) {
            trainLoss = result.epochs[kept].trainLoss
            validationLoss = result.epochs[kept].validationLoss
            bestEpoch = kept + 1
        }
        if let sums = result.test, sums.samples > 0 {
            test = Test(mse: sums.mse(outputs: outputs), mae: sums.mae(outputs: outputs))
        }
        weightsSha256 = Digest.sha256(weights: result.weights)
        self.weightsFile = weightsFile
        stoppedEarly = result.stoppedEarly
    }
}

extension RunFolder {
    /// The summary that the coordinator left; nil where it left none.
    ///
    /// - Throws: where the file does not hold a summary.
    func summary() throws -> RunSummary? {
        try FileManager.default.contents(atPath: resultFile).map {
            try JSON.decode(RunSummary.self, from: Array($0))
        }
    }
}
