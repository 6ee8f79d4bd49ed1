import Foundation
import Glibc
import Launcher
import Pace
import Store
import System
import TestFiles
import TestMessages
import Testing
import Training
import Transport

/// A real coordinator with a local socket and a port, and honest workers on both, training a job; for hostile
/// peers to try themselves on.
final class HostileCluster {
    let job: JobFolder
    let port: Int
    let context: Context
    let coordinator: ChildProcess
    private let workers: [ChildProcess]
    private let client: QueryClient
    private(set) var run = ""
    /// What an attacker keeps: connections that it never closes.
    var kept: [AnyObject] = []
    /// Numbers for the attackers, always the same.
    var random = WireGenerator(state: 7)

    private static let text = JobFolder.text.replacing("epochs: 60", with: "epochs: 25")

    /// What comes of the job when it is left in peace.
    static let quiet = Result {
        let job = try JobFolder(text)
        return try job.summary(job.train("--workers 2")).outcome
    }

    /// - Parameter shell: What a shell does before it becomes the coordinator, such as setting limits.
    init(shell: String? = nil) throws {
        job = try JobFolder(Self.text)
        let (path, state) = (job.path, job.state)
        try FileManager.default.createDirectory(
            atPath: "\(path)/admitted", withIntermediateDirectories: false)
        for name in ["boss", "friend", "enemy", "stranger"] {
            try KeyFiles.write(CurveKeyPair.generate(), name: name, folder: path)
        }
        for name in ["friend", "enemy"] {
            try FileManager.default.copyItem(
                atPath: "\(path)/\(name).pub", toPath: "\(path)/admitted/\(name).pub")
        }
        let directory = try StateDirectory(creating: state)
        port = try TCPListener().port
        context = try Context()
        let words = [
            "--state", state, "--listen", "tcp://127.0.0.1:\(port)", "--secret-key", "\(path)/boss.secret",
            "--admit", "\(path)/admitted",
        ]
        let executable = RunningProcess.binaries.appendingPathComponent("lockstep-coordinator").path
        coordinator = try ChildProcess(
            executable: shell == nil ? executable : "/bin/sh",
            arguments: shell.map { ["-c", "\($0); exec \"$0\" \"$@\"", executable] + words } ?? words,
            log: "\(state)/logs/coordinator.log")
        client = try QueryClient(address: directory.address(of: .query))
        let addresses = [try directory.address(of: .workers), "tcp://127.0.0.1:\(port)"]
        workers = try zip(["honest", "friend"], addresses).map { name, address in
            let keys = [
                "--secret-key", "\(path)/friend.secret", "--coordinator-key", "\(path)/boss.pub",
            ]
            return try ChildProcess(
                executable: RunningProcess.binaries.appendingPathComponent("lockstep-worker").path,
                arguments: ["--coordinator", address, "--name", name, "--data", "\(path)/\(name)-data"]
                    + (name == "friend" ? keys : []), log: "\(state)/logs/\(name).log")
        }
        try wait(until: "both workers") { (try? status())?.workers.count == 2 }
        let request = Request.submit(job: Self.text, path: "\(path)/job.yaml")
        run = try client.demand(request, timeout: .seconds(30)).message
        try wait(until: "the first steps") { try step > 20 }
    }

    deinit { for process in workers + [coordinator] { process.send(SIGKILL) } }

    private var step: Int { get throws { try status().job?.step ?? 0 } }

    func status() throws -> ClusterStatus {
        try client.status(of: nil, timeout: Patience.limit)
    }

    /// Asks again and again until something holds.
    func wait(until what: String, _ holds: () throws -> Bool) throws {
        try Patience.wait(for: "\(what)\n\(job.logs)") {
            if try holds() { return true }
            try #require(coordinator.poll() == nil, "the coordinator has ended\n\(job.logs)")
            return false
        }
    }

    /// Strikes a number of times, and on until a number of further steps have been applied meanwhile.
    func withstand(blows least: Int, steps: Int = 300, _ strike: (HostileCluster) throws -> Void) throws {
        let before = try step
        var blows = 0
        try wait(until: "\(steps) steps under attack") {
            try strike(self)
            blows += 1
            return try step >= before + steps && blows >= least
        }
    }

    /// Lets the job come to its end, and ends everything.
    ///
    /// - Returns: the job's summary.
    func finish() throws -> RunSummary {
        try wait(until: "the job's end") {
            try RunStore(folder: "\(job.state)/runs").find(run).record().ended != nil
        }
        let status = try status()
        #expect(log.utf8.count < 50_000, "a flood of lines")
        #expect(status.coordinator.pid == Int(coordinator.pid) && status.coordinator.term == 2)
        kept = []
        coordinator.send(SIGTERM)
        for process in [coordinator] + workers {
            OtherProcess.waitForEnd(of: Int(process.pid))
            #expect(process.poll() == .exited(0))
        }
        let folder = try RunStore(folder: "\(job.state)/runs").find(run)
        return try JSON.decode(RunSummary.self, from: bytes(of: folder.resultFile))
    }

    var log: String {
        (try? String(contentsOfFile: "\(job.state)/logs/coordinator.log", encoding: .utf8)) ?? ""
    }

    // MARK: What attackers use

    func dataDigest() throws -> String {
        try RunStore(folder: "\(job.state)/runs").find(run).record().dataDigest
    }

    func socketPath(_ socket: StateDirectory.Socket) throws -> String {
        String(try StateDirectory(existing: job.state).address(of: socket).dropFirst("ipc://".count))
    }

    func noise(_ size: Int) -> [UInt8] { (0..<size).map { _ in UInt8.random(in: 0...255, using: &random) } }
}
