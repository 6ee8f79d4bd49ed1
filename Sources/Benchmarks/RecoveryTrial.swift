import Foundation
import Glibc
import Jobs
import Launcher
import Neural
import Store
import Synchronization
import System
import Training
import Transport

/// A local cluster in a folder of its own that trains while its processes are killed, one after the other.
struct RecoveryTrial: Sendable {
    let job: Job
    let workers: Int
    let threads: Int
    /// Whether the coordinator is killed, and not workers.
    let killsCoordinator: Bool
    let kills: Int
    /// Of the choice of workers and moments.
    let seed: UInt64
    /// Of the measurement of undisturbed steps.
    let budget: TimeBudget

    struct Outcome: Sendable {
        /// Of an undisturbed step, in the mean.
        var stepSeconds = 0.0
        /// From each kill to the look that knew of it.
        var noticed: [Double] = []
        /// From each kill to the first step applied after that.
        var recovered: [Double] = []
        /// From each kill until as many workers as before had done work.
        var restored: [Double] = []
    }

    /// - Throws: what is wrong with the job, or keeps the cluster from running; `CommandEnd` where a signal
    ///   asked for the end. Nothing is left behind.
    func run() throws -> Outcome {
        let folder = try Folder.makeTemporary("lockstep-benchmark")
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let state = try StateDirectory(creating: "\(folder)/state")
        let file = try JobReader.read(JobWriter.write(job), file: "the benchmark's job")
        let run = try RunPreparation.create(file, relativeTo: folder, in: state).run
        var options = LocalCluster.Options(state: state, workers: workers, threads: threads, run: run.id)
        // Each death is one of a process that would have lived long: no pause before it is started again.
        options.quickDeath = .zero
        let cluster = try LocalCluster(options, lock: state.lock(as: .launcher)) { _ in }
        let killer = Killer(trial: self, address: try state.address(of: .query), run: run)
        let thread = Thread { killer.work() }
        thread.name = "killer"
        thread.start()
        let end = Result { try cluster.run { _, _ in } }
        let outcome = killer.finish()
        if case .interrupted = try end.get() { throw CommandEnd(ExitStatus.interrupted) }
        guard let outcome else {
            throw BenchmarkError(
                .process, "the cluster ended too early: \(ClusterTrial.reason(try end.get(), state, run))")
        }
        return try outcome.get()
    }
}

/// Kills processes and looks at what comes of it, in a thread of its own: meanwhile the launcher looks after
/// them.
private final class Killer: Sendable {
    private let trial: RecoveryTrial
    private let address: String
    private let run: RunFolder
    private let outcome = Mutex<Result<RecoveryTrial.Outcome, any Error>?>(nil)
    private let isCancelled = Atomic(false)
    private let isDone = DispatchSemaphore(value: 0)

    init(trial: RecoveryTrial, address: String, run: RunFolder) {
        self.trial = trial
        self.address = address
        self.run = run
    }

    /// Returns when the thread has ended.
    ///
    /// - Returns: what it measured; nil where the cluster ended before it was done.
    func finish() -> Result<RecoveryTrial.Outcome, any Error>? {
        isCancelled.store(true, ordering: .sequentiallyConsistent)
        isDone.wait()
        return outcome.withLock { $0 }
    }

    func work() {
        let result = Result { try measure() }
        if !isCancelled.load(ordering: .sequentiallyConsistent) { outcome.withLock { $0 = result } }
        // A coordinator that is asked to end is not started again.
        _ = try? QueryClient(address: address).demand(.control(.shutdown), timeout: Limits.requestTimeout)
        isDone.signal()
    }

    private func measure() throws -> RecoveryTrial.Outcome {
        let client = try QueryClient(address: address)
        var outcome = RecoveryTrial.Outcome()
        outcome.stepSeconds = try undisturbedStep(client)
        for kill in 1...trial.kills {
            let stream = RandomStream(seed: trial.seed).uniform(
                count: 2, domain: StreamDomain(.demo), step: UInt32(truncatingIfNeeded: kill))
            // At any moment of a step.
            _ = try Poller.wait(for: [], timeout: .seconds(Double(stream[0]) * outcome.stepSeconds))
            BenchmarkProgress.show("\(trial.workers) worker(s), kill \(kill) of \(trial.kills)")
            try strike(client, choice: Double(stream[1]), into: &outcome)
        }
        return outcome
    }

    private func undisturbedStep(_ client: QueryClient) throws -> Double {
        try wait(client) { isWhole($0, without: []) }
        var window = SteadyWindow(budget: trial.budget)
        while true {
            let status = try client.status(of: nil, timeout: Limits.requestTimeout)
            window.take(
                .init(
                    step: status.job?.step ?? 0, seconds: status.coordinator.uptimeSeconds,
                    processorSeconds: 0))
            if case .done(let begin, let end) = window.phase {
                return (end.seconds - begin.seconds) / Double(end.step - begin.step)
            }
            guard !isCancelled.load(ordering: .sequentiallyConsistent) else { throw Self.cancelled }
            _ = try Poller.wait(
                for: [], timeout: window.wantsCloseLook ? Limits.closeLookInterval : Limits.watchInterval)
        }
    }

    /// One kill, and everything until the cluster is whole again.
    private func strike(_ client: QueryClient, choice: Double, into outcome: inout RecoveryTrial.Outcome)
        throws
    {
        var victim: RecoveryWatch.Victim?
        var dead: [Int] = []
        var start = Instant.now
        try wait(client) { status in
            let busy = status.workers.filter { $0.state == .computing }
            guard !busy.isEmpty else { return false }
            start = .now
            if trial.killsCoordinator {
                kill(pid_t(status.coordinator.pid), SIGKILL)
                victim = .coordinator(
                    pid: status.coordinator.pid, checkpoint: (try? run.checkpoints.newestStep()) ?? 0)
            } else {
                let worker = busy[Int(choice * Double(busy.count))]
                kill(pid_t(worker.pid), SIGKILL)
                victim = .worker(pid: worker.pid)
                dead = [worker.pid]
            }
            return true
        }
        guard let victim else { return }
        var watch = RecoveryWatch(of: victim)
        var noticed: Double?
        try wait(client) { status in
            let seconds = Instant.now.seconds(since: start)
            let hasRecovered = watch.hasRecovered(.init(status))
            if noticed == nil, watch.isNoticed { noticed = seconds }
            if hasRecovered { outcome.recovered.append(seconds) }
            return hasRecovered
        }
        outcome.noticed += noticed.map { [$0] } ?? []
        try wait(client) { isWhole($0, without: dead) }
        outcome.restored.append(Instant.now.seconds(since: start))
    }

    /// Whether all workers are there and each has done work.
    private func isWhole(_ status: ClusterStatus, without dead: [Int]) -> Bool {
        status.workers.count == trial.workers
            && status.workers.allSatisfy { $0.microbatches > 0 && !dead.contains($0.pid) }
    }

    /// Looks at the coordinator until something is seen.
    private func wait(_ client: QueryClient, until isSeen: (ClusterStatus) -> Bool) throws {
        let end = Instant.now + Limits.recoveryTime
        while .now < end {
            guard !isCancelled.load(ordering: .sequentiallyConsistent) else { throw Self.cancelled }
            if let status = try? client.status(of: nil, timeout: Limits.killLookTimeout),
                isSeen(status)
            {
                return
            }
            _ = try Poller.wait(for: [], timeout: Limits.killLookInterval)
        }
        throw BenchmarkError(.timedOut, "the cluster was not whole again within \(Limits.recoveryTime)")
    }

    private static let cancelled = BenchmarkError(.process, "the cluster has ended")
}
