import Glibc
package import Store
import System
package import Training
import Transport

/// A coordinator and its workers as processes of this machine, kept alive until the job is done or somebody
/// asks for the end.
package final class LocalCluster {
    package struct Options: Sendable {
        package var state: StateDirectory
        package var workers: Int
        package var threads: Int
        /// The run to train; nil: whatever is submitted.
        package var run: String?
        /// More arguments for the coordinator, such as addresses to listen on.
        package var coordinatorArguments: [String] = []
        /// The program that takes a worker's place, and its first arguments; nil: lockstep-worker.
        package var workerProgram: (executable: String, arguments: [String])?
        /// A process that lives for less than this has died quickly: it is started again after a pause, and
        /// given up after some deaths like that in a row.
        package var quickDeath = Limits.quickDeath

        package init(state: StateDirectory, workers: Int, threads: Int, run: String? = nil) {
            self.state = state
            self.workers = workers
            self.threads = threads
            self.run = run
        }
    }

    /// How it went.
    package enum Outcome: Sendable, Equatable {
        /// The coordinator has ended by itself, with this exit code.
        case coordinatorEnded(Int32)
        /// A signal asked for the end.
        case interrupted
        /// The coordinator, or every worker, has died quickly too often.
        case gaveUp(String)
    }

    let options: Options
    private let signals: SignalDescriptor
    private let client: QueryClient
    let coordinator: SupervisedProcess
    private let workers: [SupervisedProcess]
    private let say: (String) -> Void
    private var isStopping = false
    private var outcome: Outcome?
    /// What the coordinator is to be told as soon as it answers.
    private var untold: [Control] = []

    /// - Parameter say: Takes lines that tell a person what the launcher does about deaths.
    /// - Throws: `SystemError` where executables or folders are missing.
    package init(_ options: Options, say: @escaping (String) -> Void) throws {
        signals = try SignalDescriptor([SIGINT, SIGTERM, SIGCHLD])
        self.options = options
        self.say = say
        let state = options.state
        client = try QueryClient(address: state.address(of: .query))
        let parent = ["--parent", "\(getpid())"]
        let run = options.run.map { ["--run", $0, "--exit-when-done"] } ?? []
        coordinator = SupervisedProcess(
            name: "coordinator", executable: try Installation.executable("lockstep-coordinator"),
            arguments: ["--state", state.path] + run + parent + options.coordinatorArguments,
            log: "\(state.logs)/coordinator.log", quickDeath: options.quickDeath)
        let worker = try options.workerProgram ?? (Installation.executable("lockstep-worker"), [])
        let workerAddress = try state.address(of: .workers)
        workers = (1...options.workers).map { number in
            let name = "worker-\(number)"
            return SupervisedProcess(
                name: name, executable: worker.executable,
                arguments: worker.arguments + [
                    "--coordinator", workerAddress, "--name", name, "--threads", "\(options.threads)",
                    "--data",
                    state.data,
                ] + parent, log: "\(state.logs)/\(name).log", quickDeath: options.quickDeath)
        }
    }

    /// Starts everything and looks after it until the end.
    ///
    /// - Parameter watch: Called about five times a second with the coordinator's newest status, while it has
    ///   one.
    /// - Throws: `SystemError` where a process cannot be started at all.
    package func run(watch: (ClusterStatus, Instant) -> Void) throws -> Outcome {
        defer { endAll() }
        try coordinator.start()
        for worker in workers { try worker.start() }
        var nextLook = Instant.now
        while true {
            if let outcome { return outcome }
            let now = Instant.now
            if nextLook <= now {
                // A coordinator that dies over it does not answer: its end is heard of at once.
                let status = try? client.status(
                    of: nil, timeout: Limits.watchTimeout, interruption: signals.descriptor)
                if let status {
                    watch(status, now)
                }
                nextLook = .now + Limits.watchInterval
            }
            let timer =
                ([coordinator] + workers).compactMap(\.restartAt).min().map { min($0, nextLook) } ?? nextLook
            _ = try Poller.wait(
                for: [.descriptor(signals.descriptor, .readable)],
                timeout: max(.zero, .nanoseconds(timer.nanoseconds - Instant.now.nanoseconds)))
            for signal in signals.take() where signal != SIGCHLD { stop() }
            try lookAfter(at: .now)
        }
    }

    // MARK: Deaths

    private func lookAfter(at now: Instant) throws {
        if let end = coordinator.takeEnd() { coordinatorEnded(end, at: now) }
        for worker in workers {
            if let end = worker.takeEnd() { workerEnded(worker, end, at: now) }
        }
        guard !isStopping, outcome == nil else { return }
        for process in [coordinator] + workers {
            if let restart = process.restartAt, restart <= now {
                try process.start(extraArguments: process === coordinator ? ["--restarted"] : [])
            }
        }
        tell()
        if workers.allSatisfy(\.isGivenUp) {
            outcome = .gaveUp("every worker has died again and again; see \(workers[0].logPath)")
        }
    }

    private func coordinatorEnded(_ end: ChildProcess.End, at now: Instant) {
        switch end {
        case .exited(let code): outcome = isStopping ? .interrupted : .coordinatorEnded(code)
        case .signalled:
            if isStopping {
                outcome = .interrupted
            } else if coordinator.planRestart(at: now) == nil {
                let reason = "the coordinator \(end) again and again; see \(coordinator.logPath)"
                keepGivingUp(reason, at: now)
                outcome = .gaveUp(reason)
            } else {
                say("! the coordinator \(end); it is started again and goes on from the last checkpoint")
            }
        }
    }

    private func workerEnded(_ worker: SupervisedProcess, _ end: ChildProcess.End, at now: Instant) {
        guard !isStopping else { return }
        // It ends with 0 when it was asked to, or sent home. Where that was not the cluster's end, it is
        // missed.
        if end == .exited(0) { return worker.planReturn(at: now) }
        // Before another process takes the name. A coordinator that is not there has nothing to lose.
        if coordinator.isRunning {
            _ = try? client.ask(
                .control(.workerExited(name: worker.name, detail: "\(end)")), timeout: Limits.watchTimeout,
                interruption: signals.descriptor)
        }
        if worker.planRestart(at: now) == nil {
            let detail = "\(end), \(Limits.quickDeaths + 1) times in a row soon after its start"
            untold.append(.workerGivenUp(name: worker.name, detail: "\(detail); see \(worker.logPath)"))
        }
    }

    private func tell() {
        while coordinator.isRunning, let first = untold.first,
            (try? client.ask(.control(first), timeout: Limits.watchTimeout)) != nil
        {
            untold.removeFirst()
        }
    }

    // MARK: The end

    /// The first signal asks the coordinator to save and end, the second ends everything at once.
    private func stop() {
        if isStopping {
            for process in [coordinator] + workers { process.send(SIGKILL) }
            outcome = .interrupted
            return
        }
        isStopping = true
        say("stopping: the coordinator writes a checkpoint (again to stop at once)")
        if coordinator.isRunning { coordinator.send(SIGTERM) } else { outcome = .interrupted }
    }

    /// Waits for the workers that were sent home, then ends what is left.
    private func endAll() {
        isStopping = true
        let processes = [coordinator] + workers
        for process in processes { process.send(SIGTERM) }
        let end = Instant.now + Limits.stopWait
        while processes.contains(where: { $0.child?.poll() == nil && $0.isRunning }), .now < end {
            _ = try? Poller.wait(
                for: [.descriptor(signals.descriptor, .readable)], timeout: Limits.watchInterval)
            for signal in signals.take() where signal != SIGCHLD {
                for process in processes { process.send(SIGKILL) }
            }
        }
        for process in processes where process.isRunning {
            process.send(SIGKILL)
            while process.child?.poll() == nil {
                _ = try? Poller.wait(
                    for: [.descriptor(signals.descriptor, .readable)], timeout: Limits.watchInterval)
                _ = signals.take()
            }
        }
        try? options.state.removeSockets()
    }
}

extension LocalCluster {
    /// Keeps in the histories of the runs at work that their coordinator was given up: it cannot do so
    /// itself.
    ///
    /// A history that cannot be written to is left as it is; the launcher's outcome says the same.
    func keepGivingUp(_ reason: String, at now: Instant) {
        let store = RunStore(folder: options.state.runs)
        let atWork =
            options.run.map { [$0] }
            ?? (try? store.list().runs.filter { $0.status == .running }.map(\.id)) ?? []
        var incident = Incident(
            .coordinatorGivenUp, at: now.seconds(since: coordinator.startedAt), cause: .absence,
            message: reason)
        incident.time = WallClock.now
        for run in atWork { try? store.find(run).events.writer().append(incident) }
    }
}
