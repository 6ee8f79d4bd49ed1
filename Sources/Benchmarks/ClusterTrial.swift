import Device
import Foundation
import Glibc
import Jobs
import Launcher
import Store
import System
import Training
import Transport

/// One training run of a local cluster in a folder of its own, watched from the outside and ended once enough
/// was seen.
struct ClusterTrial {
    let job: Job
    let workers: Int
    let threads: Int
    let budget: TimeBudget
    /// What workers compute on, in turn.
    var devices = [DeviceName.cpu]
    /// What is started in place of lockstep-worker.
    var workerProgram: (executable: String, arguments: [String])?

    struct Outcome {
        /// The steady part's ends.
        let begin, end: SteadyWindow.Look
        let firstStepSeconds: Double
        let incidents: [String]
    }

    /// - Throws: what is wrong with the job, or keeps the cluster from running; `CommandEnd` where a signal
    ///   asked for the end. Nothing is left behind.
    func run() throws -> Outcome {
        let folder = try Folder.makeTemporary("lockstep-benchmark")
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let start = Instant.now
        let state = try StateDirectory(creating: "\(folder)/state")
        let file = try JobReader.read(JobWriter.write(job), file: "the benchmark's job")
        let run = try RunPreparation.create(file, relativeTo: folder, in: state).run
        var options = LocalCluster.Options(state: state, workers: workers, threads: threads, run: run.id)
        options.devices = devices
        options.workerProgram = workerProgram
        let client = try QueryClient(address: state.address(of: .query))
        var observer = Observer(client: client, window: SteadyWindow(budget: budget))
        let cluster = try LocalCluster(options, lock: state.lock(as: .launcher)) { _ in }
        let outcome = try cluster.run { status, now in observer.watch(status, at: now) }
        if case .interrupted = outcome { throw CommandEnd(ExitStatus.interrupted) }
        guard case .done(let begin, let end) = observer.window.phase, let first = observer.firstStep else {
            throw BenchmarkError(.process, "the cluster ended too early: \(Self.reason(outcome, state, run))")
        }
        return Outcome(
            begin: begin, end: end, firstStepSeconds: first.seconds(since: start),
            incidents: observer.incidents)
    }

    static func reason(
        _ outcome: Supervision.Outcome, _ state: StateDirectory, _ run: RunFolder
    ) -> String {
        switch outcome {
        case .gaveUp(let reason): return reason
        case .interrupted: return "it was interrupted"
        case .coordinatorEnded:
            let summary = try? run.summary()
            return summary?.reason ?? LogTail.lastLine(of: "\(state.logs)/coordinator.log")
        }
    }
}

/// Looks at a coordinator until its steady part is known, then tells it to end.
private struct Observer {
    let client: QueryClient
    var window: SteadyWindow
    private(set) var firstStep: Instant?
    private(set) var incidents: [String] = []

    init(client: QueryClient, window: SteadyWindow) {
        self.client = client
        self.window = window
    }

    mutating func watch(_ status: ClusterStatus, at now: Instant) {
        take(status, at: now)
        let end = now + Limits.closeLookTime
        while window.wantsCloseLook, Instant.now < end {
            _ = try? Poller.wait(for: [], timeout: Limits.closeLookInterval)
            guard let status = try? client.status(of: nil, timeout: Limits.watchTimeout) else {
                return
            }
            take(status, at: .now)
        }
    }

    private mutating func take(_ status: ClusterStatus, at now: Instant) {
        let pid = status.coordinator.pid
        // A second signal would not let it end in order.
        if case .done = window.phase { return }
        guard let job = status.job, let processorSeconds = ProcessTime.seconds(of: pid) else { return }
        window.take(
            .init(
                step: job.step, seconds: status.coordinator.uptimeSeconds, processorSeconds: processorSeconds)
        )
        if firstStep == nil, job.step > 0 { firstStep = now }
        incidents = status.incidents.map(\.message)
        if case .done = window.phase { kill(pid_t(pid), SIGTERM) }
    }
}
