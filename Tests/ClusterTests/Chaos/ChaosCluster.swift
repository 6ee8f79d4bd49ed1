import Foundation
import Glibc
import Launcher
import Pace
import Store
import System
import Testing
import Training
import Transport

/// The processes of a round, as an operator sees them: started, looked at, started again.
final class ChaosCluster {
    private let plan: ChaosPlan
    private let ground: ChaosGround
    private let client: QueryClient
    /// What is trained on the ground, once it is known.
    private(set) var run = ""
    private(set) var step = 0
    private var steps = 1
    private var term: UInt64 = 0
    private var lastAdvance = Instant.now
    private var nextLook = Instant.now
    private var child: ChildProcess?
    /// How the launcher before ended.
    private var lastEnd: ChildProcess.End?
    private var starts = 0
    private var joined: [ChildProcess] = []
    private var desertedSince: Instant?
    /// A launcher may then end because it cannot write.
    var hadFullDisk = false
    private var isDaemon: Bool
    let port: Int?

    init(_ plan: ChaosPlan, _ ground: ChaosGround) throws {
        self.plan = plan
        self.ground = ground
        isDaemon = plan.isDaemon
        let state = try StateDirectory(creating: ground.state)
        client = try QueryClient(address: state.address(of: .query))
        port = plan.isRemote ? try TCPListener().port : nil
        guard plan.isRemote else { return }
        for name in ["boss", "guest"] {
            try KeyFiles.write(CurveKeyPair.generate(), name: name, folder: ground.path)
        }
        try FileManager.default.createDirectory(
            atPath: "\(ground.path)/admitted", withIntermediateDirectories: false)
        try FileManager.default.copyItem(
            atPath: "\(ground.path)/guest.pub", toPath: "\(ground.path)/admitted/guest.pub")
    }

    var launcher: ChaosProcess? {
        guard let child, child.poll() == nil else { return nil }
        return ground.processes.first { $0.pid == child.pid }
    }

    /// The share of the run's steps that were applied at some time.
    var progress: Double { Double(step) / Double(max(steps, 1)) }

    /// Something was done to the cluster: it may need its time.
    func mark() { lastAdvance = .now }

    /// Whether there was progress, or a reason for none, lately.
    var isAdvancing: Bool { lastAdvance + Patience.limit > .now }

    // MARK: Beginnings

    /// Starts the first launcher, and submits the job where it is a daemon.
    func start() throws -> String {
        guard isDaemon else { return try launch(trainArguments) }
        let word = try launch(upArguments)
        let end = Instant.now + Limits.startWait
        while (try? status()) == nil {
            guard .now < end else { throw ChaosRound.Failure(description: "the daemon does not answer") }
        }
        let request = Request.submit(job: plan.job.text, path: "\(ground.path)/job.yaml")
        _ = try client.demand(request, timeout: Limits.startWait)
        return word
    }

    private var trainArguments: [String] { ["train", "\(ground.path)/job.yaml"] }

    private var upArguments: [String] {
        var words = ["up", "--foreground"]
        guard let port else { return words }
        words += ["--listen", "tcp://127.0.0.1:\(port)", "--secret-key", "\(ground.path)/boss.secret"]
        return words + ["--admit", "\(ground.path)/admitted"]
    }

    private func launch(_ words: [String]) throws -> String {
        let workers = plan.workers[starts % plan.workers.count]
        starts += 1
        child = try ChildProcess(
            executable: RunningProcess.binaries.appendingPathComponent("lockstep").path,
            arguments: words + ["--state", ground.state, "--workers", "\(workers)"],
            log: "\(ground.path)/launcher-\(starts).log")
        mark()
        return "lockstep \(words[0]) with \(workers) workers, pid \(child?.pid ?? 0)"
    }

    /// A worker of its own that is not the launcher's.
    func join(isRemote: Bool) throws -> ChildProcess {
        let name = "guest-\(joined.count + 1)"
        var words = ["--name", name, "--data", "\(ground.path)/guest-data", "--parent", "\(getpid())"]
        if isRemote, let port {
            words += [
                "--coordinator", "tcp://127.0.0.1:\(port)", "--secret-key", "\(ground.path)/guest.secret",
            ]
            words += ["--coordinator-key", "\(ground.path)/boss.pub"]
        } else {
            words += ["--coordinator", try StateDirectory(existing: ground.state).address(of: .workers)]
        }
        let worker = try ChildProcess(
            executable: RunningProcess.binaries.appendingPathComponent("lockstep-worker").path,
            arguments: words, log: "\(ground.path)/\(name).log")
        joined.append(worker)
        return worker
    }

    // MARK: Looking after

    private func status() throws -> ClusterStatus {
        try client.status(of: nil, timeout: .milliseconds(150))
    }

    /// Takes a look at the cluster and does what an operator would.
    ///
    /// - Returns: what was done; nil where nothing had to be.
    func look() throws -> String? {
        for worker in joined { _ = worker.poll() }
        if let end = child?.poll() { return try launcherEnded(end) }
        guard nextLook <= .now else { return nil }
        nextLook = .now + .milliseconds(60)
        guard let status = try? status() else { return nil }
        guard status.coordinator.term >= term else {
            throw ChaosRound.Failure(description: "term \(status.coordinator.term) after \(term)")
        }
        term = status.coordinator.term
        if let job = status.job {
            run = job.id
            steps = job.steps
            if job.step > step { mark() }
            step = max(step, job.step)
        }
        ground.noteMemory()
        return try bringAWorker(status)
    }

    /// Workers that were asked to end are not replaced; the job waits for others.
    private func bringAWorker(_ status: ClusterStatus) throws -> String? {
        guard status.workers.isEmpty else {
            desertedSince = nil
            return nil
        }
        let since = desertedSince ?? .now
        desertedSince = since
        guard since + .seconds(4) < .now else { return nil }
        desertedSince = nil
        return "no worker is left: \(try join(isRemote: false).pid) joins"
    }

    private func launcherEnded(_ end: ChildProcess.End) throws -> String? {
        // Its coordinator saves and ends by itself; who was stopped meanwhile first has to go on.
        let launched = ground.processes.filter { process in !joined.contains { $0.pid == process.pid } }
        guard launched.isEmpty, !ground.isLocked else {
            guard isAdvancing else {
                throw ChaosRound.Failure(description: "still there after the launcher's end: \(launched)")
            }
            return nil
        }
        guard !ground.isDiskFull else { return nil }
        let status = try record()?.status
        guard isExpected(end, finished: status == .finished) else {
            throw ChaosRound.Failure(description: "the launcher \(end) without a reason")
        }
        child = nil
        lastEnd = end
        if status == .finished { return "the launcher \(end)" }
        // `up` goes on with what a cluster died over, and leaves alone what was interrupted.
        if status == .interrupted { isDaemon = false }
        let words = isDaemon ? upArguments : status == nil ? trainArguments : ["train", "--resume"]
        return "the launcher \(end); again: \(try launch(words))"
    }

    /// An end that was ordered, or that a full disk explains.
    private func isExpected(_ end: ChildProcess.End, finished: Bool) -> Bool {
        switch end {
        case .signalled(SIGKILL), .exited(ExitStatus.interrupted): true
        // Right after its start, before it takes signals in.
        case .signalled(SIGTERM), .signalled(SIGINT): true
        case .exited(ExitStatus.done): isDaemon || finished
        case .exited: hadFullDisk
        case .signalled: false
        }
    }

    private func record() throws -> RunRecord? {
        try RunStore(folder: "\(ground.state)/runs").list().runs.last
    }

    // MARK: The end

    /// Whether the job is done: in a daemon its record says so, otherwise the launcher has ended as well.
    func isDone() throws -> Bool {
        guard try record()?.status == .finished else { return false }
        return isDaemon || child == nil
    }

    /// Ends the daemon, and the workers that joined.
    func end() throws {
        for worker in joined { worker.send(SIGTERM) }
        // After a launcher that was killed the next start cleans up.
        if (child.map { $0.poll() } ?? lastEnd) == .signalled(SIGKILL) {
            try ground.waitUntilFree()
            isDaemon = true
            _ = try launch(upArguments)
        }
        if isDaemon { try takeDown() }
        for process in [child].compactMap(\.self) + joined {
            OtherProcess.waitForEnd(of: Int(process.pid))
            _ = process.poll()
        }
    }

    private func takeDown() throws {
        guard launcher != nil else { return }
        let end = Instant.now + Limits.startWait
        while (try? status()) == nil {
            guard .now < end, launcher != nil else {
                throw ChaosRound.Failure(description: "the daemon does not answer any more")
            }
        }
        let down = try RunningProcess.run("lockstep", ["down", "--state", ground.state], in: ground.path)
        guard down.code == 0 else { throw ChaosRound.Failure(description: "down: \(down.errors)") }
    }
}
