import Dispatch
import Forecasting
import Glibc
import Jobs
import Neural
import Series
import Store
import Synchronization
import System
import Training

/// Keeps a run's files in step with what the coordinator reports: record, metrics, incidents, result; and
/// writes its checkpoints.
final class RunJournal: ReportListener, Sendable {
    private let folder: RunFolder
    private let run: PreparedRun
    private let model: ModelDescription
    /// What the trained model is calibrated over.
    private let series: ForecastSeries
    /// A serial queue.
    private let disk: DispatchQueue
    private let done: Mailbox<CoordinatorDisk.Done>
    private let writers: Writers
    private let hasStepped = Atomic(false)

    /// Used on the disk thread alone.
    private final class Writers: @unchecked Sendable {
        // Every use is on the one serial queue.
        let metrics: EpochLines
        let events: JSONLinesWriter

        init(_ folder: RunFolder, epochs: [EpochRecord]) throws {
            metrics = try EpochLines(folder.metrics, epochs: epochs, time: WallClock.now)
            events = try folder.events.writer()
        }

        /// What the model has to beat.
        var naive: NaiveSummary?
        /// What happens after the run's end is not of it.
        var hasEnded = false

        /// Keeps an incident; one that a full disk turns away is tried again with the next, and at the end.
        func keep(_ incident: Incident? = nil) {
            if var incident, !hasEnded {
                incident.time = WallClock.now
                waiting.append(incident)
            }
            if waiting.count > Limits.incidents { waiting.removeFirst() }
            while let first = waiting.first, (try? events.append(first)) != nil { waiting.removeFirst() }
        }

        private var waiting: [Incident] = []
    }

    /// - Parameter disk: the serial queue on which files are written, and this is called.
    /// - Throws: `SystemError` where the run's folder cannot be written to.
    init(
        _ folder: RunFolder, _ opened: OpenedRun, disk: DispatchQueue, done: Mailbox<CoordinatorDisk.Done>
    ) throws {
        self.folder = folder
        run = opened.plan
        model = opened.model
        series = opened.job.series
        self.disk = disk
        self.done = done
        writers = try Writers(folder, epochs: opened.plan.state.epochs)
        // Behind what a start waits for: nobody asks before the run's end.
        disk.async { [writers] in
            if let naive = opened.naive(.validation) {
                done.post(.naive(run: opened.plan.identity.id, naive))
            }
            writers.naive = opened.naive(.test)
        }
        // Until then it may have waited for workers: who dies of something else meanwhile did not die of it.
        disk.asyncAfter(deadline: .now() + Limits.takingUp) { [weak self] in self?.bearFruit() }
    }

    /// Keeps that the coordinator has not died of taking the run up.
    private func bearFruit() {
        change { if $0.status == .running { $0.attempts?.bearFruit() } }
    }

    func write(_ checkpoint: Checkpoint) {
        disk.async { [folder, run, done] in
            var problem: String?
            do {
                _ = try folder.checkpoints.write(
                    checkpoint, tensors: run.plan.model.parameters.tensors,
                    slotNames: run.plan.job.training.optimizer.slotNames)
            } catch {
                problem = "\(error)"
            }
            done.post(
                .event(
                    .checkpointWritten(
                        run: checkpoint.identity.id, step: checkpoint.state.step, problem: problem)))
        }
    }

    func take(_ report: Report) {
        switch report {
        case .log: break
        case .step: if !hasStepped.exchange(true, ordering: .relaxed) { bearFruit() }
        case .started:
            change {
                $0.status = .running; $0.pid = Int(getpid()); $0.ended = nil
            }
        case .fingerprint(_, let fingerprint): change { $0.fingerprint = fingerprint }
        case .incident(let incident):
            disk.async { [writers] in writers.keep(incident) }
        case .epoch(_, let epoch, let record, let samplesPerSecond):
            let line = EpochMetrics(
                epoch: epoch, record, samplesPerSecond: samplesPerSecond, time: WallClock.now)
            disk.async { [writers] in writers.metrics.append(line) }
        case .finished(let result, let samplesPerSecond):
            var summary = RunSummary(result, weightsFile: folder.modelFile)
            summary.samplesPerSecond = samplesPerSecond
            // What turned out is what says how the weights were made.
            let job = run.plan.job.ending(after: result.steps)
            var model = model
            if result.endedByTime {
                model.origin = RunPreparation.origin(
                    of: job, dataDigest: run.identity.dataDigest, times: model.origin.times)
            }
            let trained = TrainedModel(
                description: model, weights: result.weights, steps: result.weightsStep,
                epochs: summary.bestEpoch ?? 0)
            end(summary, model: trained, job: result.endedByTime ? job : nil)
        case .failed(let run, let step, let epochs, let reason):
            var summary = RunSummary(run: run, status: .failed, parameters: self.run.state.weights.count)
            summary.steps = step
            summary.epochs = epochs
            summary.reason = reason
            end(summary, model: nil, job: nil)
        case .interrupted: change { $0.end(as: .interrupted) }
        }
    }

    private func change(_ body: @escaping @Sendable (inout RunRecord) -> Void) {
        disk.async { [folder] in
            // The record is for people and for the next start, which copes with an old one.
            guard var record = try? folder.record() else { return }
            body(&record)
            try? folder.write(record)
        }
    }

    /// - Parameter job: the job as it turned out; nil where it is the one that was begun.
    private func end(_ summary: RunSummary, model: TrainedModel?, job: Job?) {
        disk.async { [folder, series, done, writers] in
            do {
                var summary = summary
                summary.test?.naive = writers.naive
                if var model {
                    model.calibration = try Calibration(of: model, over: series)
                    summary.modelSha256 = try ModelFile.write(model, to: folder.modelFile)
                }
                if let job { try folder.settle(job) }
                writers.keep()
                writers.hasEnded = true
                try folder.end(summary)
                try writers.metrics.sync()
                done.post(.event(.resultWritten(run: folder.id, problem: nil)))
            } catch {
                done.post(.event(.resultWritten(run: folder.id, problem: "\(error)")))
            }
        }
    }
}
