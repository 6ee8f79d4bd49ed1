import Dispatch
import Forecasting
import Glibc
import Neural
import Store
import System
import Training

/// Keeps a run's files in step with what the coordinator reports: record, metrics, incidents, result.
final class RunJournal {
    let folder: RunFolder
    let tensors: [TensorInfo]
    let slots: [String]
    private let run: PreparedRun
    private let model: ModelDescription
    private let outputs: Int
    private let done: Mailbox<CoordinatorService.Done>
    private let writers: Writers

    /// Used on the disk thread alone.
    private final class Writers: @unchecked Sendable {
        // Every use is on the one serial queue that `take` is given.
        let metrics: JSONLinesWriter
        let events: JSONLinesWriter

        init(_ folder: RunFolder) throws {
            metrics = try folder.metrics.writer()
            events = try folder.events.writer()
        }

        /// Keeps an incident; one that a full disk turns away is tried again with the next, and at the end.
        func keep(_ incident: Incident? = nil) {
            if var incident {
                incident.time = WallClock.now
                waiting.append(incident)
            }
            if waiting.count > Limits.incidents { waiting.removeFirst() }
            while let first = waiting.first, (try? events.append(first)) != nil { waiting.removeFirst() }
        }

        private var waiting: [Incident] = []
    }

    /// One line of `metrics.jsonl`.
    struct EpochMetrics: Codable, Sendable {
        let epoch: Int
        let step: Int
        let trainLoss: Double
        let validationLoss: Double?
        let samplesPerSecond: Double?
        let time: String
    }

    /// - Throws: `SystemError` where the run's folder cannot be written to.
    init(
        folder: RunFolder, run: PreparedRun, model: ModelDescription, done: Mailbox<CoordinatorService.Done>
    ) throws {
        self.folder = folder
        self.run = run
        self.model = model
        self.done = done
        tensors = run.plan.model.parameters.tensors
        slots = run.plan.job.training.optimizer.slotNames
        outputs = run.plan.model.outputShape.reduce(1, *)
        writers = try Writers(folder)
    }

    func take(_ report: Report, samplesPerSecond: Double?, on disk: DispatchQueue) {
        switch report {
        case .log: break
        case .started:
            change(on: disk) {
                $0.status = .running; $0.pid = Int(getpid()); $0.ended = nil
            }
        case .fingerprint(_, let fingerprint): change(on: disk) { $0.fingerprint = fingerprint }
        case .incident(let incident):
            disk.async { [writers] in writers.keep(incident) }
        case .epoch(_, let epoch, let record):
            let line = EpochMetrics(
                epoch: epoch, step: record.step, trainLoss: record.trainLoss,
                validationLoss: record.validationLoss,
                samplesPerSecond: samplesPerSecond, time: WallClock.now)
            disk.async { [writers] in try? writers.metrics.append(line) }
        case .finished(let result):
            var summary = RunSummary(
                result, plan: run.plan, outputs: outputs, weightsFile: folder.modelFile)
            summary.samplesPerSecond = samplesPerSecond
            let trained = TrainedModel(
                description: model, weights: result.weights, steps: result.weightsStep,
                epochs: summary.bestEpoch ?? 0)
            end(summary, status: .finished, model: trained, on: disk)
        case .failed(let run, let step, let epochs, let reason):
            var summary = RunSummary(run: run, status: "failed", parameters: self.run.state.weights.count)
            summary.steps = step
            summary.epochs = epochs
            summary.reason = reason
            end(summary, status: .failed, model: nil, on: disk)
        case .interrupted:
            change(on: disk) {
                $0.status = .interrupted; $0.pid = nil; $0.ended = WallClock.now
            }
        }
    }

    private func change(on disk: DispatchQueue, _ body: @escaping @Sendable (inout RunRecord) -> Void) {
        disk.async { [folder] in
            // The record is for people and for the next start, which copes with an old one.
            guard var record = try? folder.record() else { return }
            body(&record)
            try? folder.write(record)
        }
    }

    private func end(
        _ summary: RunSummary, status: RunRecord.Status, model: TrainedModel?, on disk: DispatchQueue
    ) {
        disk.async { [folder, done, writers] in
            do {
                var summary = summary
                if let model { summary.modelSha256 = try ModelFile.write(model, to: folder.modelFile) }
                writers.keep()
                summary.incidents = try folder.events.read(Incident.self).values
                try folder.writeResult(JSON.encode(summary, isPretty: true))
                var record = try folder.record()
                record.status = status
                record.ended = WallClock.now
                record.pid = nil
                try folder.write(record)
                try writers.metrics.sync()
                done.post(.resultWritten(problem: nil))
            } catch {
                done.post(.resultWritten(problem: "\(error)"))
            }
        }
    }
}
