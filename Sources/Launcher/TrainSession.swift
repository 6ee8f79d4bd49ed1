package import Device
import Foundation
import Jobs
import Neural
package import Store
import System
import Training
import Transport

/// `lockstep train`: one job on a local cluster of its own.
package struct TrainSession {
    private let state: StateDirectory
    private let workers: Int
    private let threads: Int
    private let devices: [DeviceName]
    private let start = Instant.now

    /// From the beginning: who cannot start a cluster leaves no run behind either.
    private let lock: StateLock

    /// - Parameter devices: what workers compute on, in turn; not empty.
    /// - Throws: `LaunchError.inUse` where a coordinator or another launcher has the state directory;
    ///   `DeviceError` where a device is not there.
    package init(state path: String, workers: Int, threads: Int, devices: [DeviceName] = [.cpu]) throws {
        for device in devices { try device.require() }
        state = try StateDirectory(creating: path)
        self.workers = workers
        self.threads = threads
        self.devices = devices
        lock = try state.lockForLauncher(
            advice: "submit the job to it (lockstep submit), stop it (lockstep down), or choose another "
                + "--state")
    }

    /// The run to train: a new one, or the newest unfinished one.
    ///
    /// - Throws: `JobError`, `TableError`, `SeriesError`, `LaunchError`, `StoreError` for everything that
    ///   is wrong with job, data or state; in that case nothing has been started.
    package func prepare(jobFile: String?, csv: String?, resume: Bool) throws -> RunFolder {
        guard resume else {
            let input = try JobInput(file: jobFile, csv: csv)
            let reading = ShareDisplay("reading data")
            defer { reading.erase() }
            let (run, plan, data) = try RunPreparation.create(
                input.job, relativeTo: input.folder, in: state
            ) { reading.show($0, secondsLeft: nil) }
            reading.erase()
            for note in data?.notes ?? [] { Console.say("data: \(note)") }
            for note in plan.warnings(workers: workers, threads: threads) { Console.say("note: \(note)") }
            return run
        }
        let store = RunStore(folder: state.runs)
        let runs = try store.list().runs
        guard let jobFile else { return try newest(of: runs, in: state.path) }
        let input = try JobInput(file: jobFile, csv: csv)
        let resolved = try RunPreparation.prepare(input.job, relativeTo: input.folder, runs: store).job.job
        let digest = Digest.sha256(Array(JobWriter.write(resolved).utf8))
        return try newest(
            of: runs.filter { $0.jobDigest == digest }, in: "\(state.path) of this very job and data")
    }

    /// A new run of a job, without a word.
    ///
    /// - Throws: as `prepare`.
    func create(_ job: JobFile, relativeTo folder: String) throws -> RunFolder {
        try RunPreparation.create(job, relativeTo: folder, in: state).run
    }

    private func newest(of runs: [RunRecord], in place: String) throws -> RunFolder {
        let store = RunStore(folder: state.runs)
        if let run = runs.last(where: { $0.status != .finished && $0.status != .cancelled }) {
            return try store.find(run.id)
        }
        let last = runs.last.map { "; the last one, \($0.id), is \($0.status.rawValue)" } ?? ""
        throw LaunchError(
            .notFound, "there is no unfinished run in \(place)\(last); leave out --resume to begin a new one")
    }

    // MARK: Training

    /// Trains a run to its end, to an interruption or to a failure, and sums it up.
    ///
    /// - Parameter isQuiet: whether the run is nobody's: what it is called and where it lies is not told.
    /// - Throws: `SystemError`, `LaunchError` where processes cannot be started.
    package func train(_ run: RunFolder, isQuiet: Bool = false) throws -> RunSummary {
        let display = ProgressDisplay()
        var last: ClusterStatus?
        var options = LocalCluster.Options(state: state, workers: workers, threads: threads, run: run.id)
        options.devices = devices
        if !isQuiet {
            Console.say(
                "run \(run.id): \(workers) worker(s), \(threads) thread(s) each; logs in \(state.logs)")
        }
        let cluster = try LocalCluster(options, lock: lock) { display.say($0) }
        let outcome = try cluster.run { status, now in
            last = status
            display.show(status, at: now)
        }
        display.erase()
        return try summary(of: run, outcome: outcome, last: last)
    }

    private func summary(of run: RunFolder, outcome: Supervision.Outcome, last: ClusterStatus?) throws
        -> RunSummary
    {
        var summary: RunSummary
        switch outcome {
        case .coordinatorEnded(ExitStatus.done), .coordinatorEnded(ExitStatus.failed):
            guard let result = try run.summary() else {
                throw LaunchError(
                    .process, "the coordinator ended without a result; see \(state.logs)/coordinator.log")
            }
            summary = asSeenFromHere(result)
            // The coordinator, which has ended, knew neither; what it wrote is good without them.
            try? run.writeResult(JSON.encode(summary, isPretty: true))
            return summary
        case .coordinatorEnded(ExitStatus.interrupted), .interrupted:
            summary = partial(run, status: .interrupted, last: last)
        case .coordinatorEnded(let code):
            throw LaunchError(
                code == ExitStatus.badInput ? .inUse : .process,
                "the coordinator could not start: \(LogTail.lastLine(of: "\(state.logs)/coordinator.log"))")
        case .gaveUp(let reason):
            summary = partial(run, status: .failed, last: last)
            summary.reason = reason
        }
        return asSeenFromHere(summary)
    }

    private func asSeenFromHere(_ summary: RunSummary) -> RunSummary {
        var summary = summary
        summary.wallSeconds = Instant.now.seconds(since: start)
        summary.workers = workers
        return summary
    }

    private func partial(_ run: RunFolder, status: RunState, last: ClusterStatus?) -> RunSummary {
        let job = last?.job
        var summary = RunSummary(run: run.id, status: status, parameters: job?.parameters ?? 0)
        summary.steps = job?.step ?? 0
        summary.epochs = max(0, (job?.epoch ?? 1) - 1)
        summary.trainLoss = job?.trainLoss
        summary.validationLoss = job?.validationLoss
        summary.samplesPerSecond = job?.samplesPerSecond
        summary.incidents = (try? run.events.read(Incident.self).values) ?? []
        return summary
    }
}

/// The end of a log, for errors that send people there.
package enum LogTail {
    package static func lastLine(of path: String) -> String {
        let text =
            FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return text.split(separator: "\n").last.map(String.init) ?? "see \(path)"
    }
}
