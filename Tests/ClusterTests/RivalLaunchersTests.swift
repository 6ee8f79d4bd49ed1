import Foundation
import Glibc
import Pace
import Store
import TestFiles
import Testing
import Training

/// Launchers that start in one folder at the same time: one has it, and nobody else touches its cluster.
@Suite(.serialized, .blocking) struct RivalLaunchersTests {
    private let rivals = 4

    /// How often a worker has joined the coordinator, the returns of those that were replaced included.
    private func joins(_ job: JobFolder) throws -> Int {
        let log = try String(contentsOfFile: "\(job.state)/logs/coordinator.log", encoding: .utf8)
        return log.components(separatedBy: " joined from ").count - 1
    }

    private func expectWhole(_ job: JobFolder, workers: Int) throws {
        try Patience.wait(for: "all workers") { try job.status().workers.count == workers }
        #expect(try !job.status().incidents.contains { $0.kind == .workerReplaced })
        let sockets = try StateDirectory(existing: job.state).socketFolder
        for socket in StateDirectory.Socket.allCases {
            #expect(FileManager.default.fileExists(atPath: "\(sockets)/\(socket.rawValue).sock"))
        }
    }

    @Test func daemonsStartedAtOnce_oneIsUpAndTrainsToTheSameBits() throws {
        let job = try JobFolder()
        let launchers = try (0..<rivals).map { _ in
            try RunningProcess("lockstep", ["up", "--workers", "2", "--state", "state"], in: job.path)
        }
        let ends = launchers.map { $0.finish() }
        #expect(ends.map(\.code).sorted() == [0] + Array(repeating: 2, count: rivals - 1), "\(ends)")
        for end in ends where end.code != 0 { #expect(end.errors.contains(" is in use by "), "\(end)") }
        let submitted = try RunningProcess.run(
            "lockstep", ["submit", "job.yaml", "--wait", "--json", "--state", "state"], in: job.path)
        try #require(submitted.code == 0, "\(submitted.errors)\n\(job.logs)")
        try expectWhole(job, workers: 2)
        #expect(try joins(job) == 2, "\(job.logs)")
        let quiet = try JobFolder()
        let outcome = try quiet.summary(quiet.train("--workers 1")).outcome
        #expect(try JSON.decode(RunSummary.self, from: Array(submitted.output.utf8)).outcome == outcome)
        // What is down leaves the folder to the next at once.
        for command in [["down"], ["up", "--workers", "1"], ["down"]] {
            let end = try RunningProcess.run("lockstep", command + ["--state", "state"], in: job.path)
            #expect(end.code == 0, "\(command): \(end.errors)")
        }
        #expect(try !StateDirectory(existing: job.state).isLocked(by: .launcher))
    }

    @Test func trainingsStartedAtOnce_oneTrainsAndTheOthersLeaveNothingBehind() throws {
        let job = try JobFolder(JobFolder.text.replacing("epochs: 60", with: "epochs: 100000"))
        let launchers = try (0..<rivals).map { _ in try job.train("--workers 2") }
        try Patience.wait(for: "all but one to end") {
            launchers.filter(\.process.isRunning).count <= 1
        }
        let winner = try #require(launchers.first { $0.process.isRunning }, "\(job.logs)")
        for loser in launchers where loser !== winner {
            let end = loser.finish()
            #expect(end.code == 2)
            #expect(
                end.errors.contains("is in use by launcher \(winner.pid)")
                    || end.errors.contains("is in use by coordinator"), "\(end.errors)")
        }
        try winner.waitForLine(JobFolder.isPast(epoch: 1))
        try expectWhole(job, workers: 2)
        #expect(try joins(job) == 2, "\(job.logs)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(job.state)/runs") == ["small-1"])
        winner.send(SIGINT)
        _ = try job.summary(winner, code: 130)
    }

    /// Both ways, a moment apart: whoever comes second may find a launcher, a coordinator, or neither yet.
    @Test(arguments: [("up", "train"), ("train", "up")], [UInt32(0), 20_000, 60_000, 150_000])
    func trainingAndDaemonStartedAtOnce_oneRuns(commands: (String, String), gap: UInt32) throws {
        let job = try JobFolder(JobFolder.text.replacing("epochs: 60", with: "epochs: 100000"))
        func start(_ command: String) throws -> RunningProcess {
            let words = command == "train" ? ["train", "job.yaml"] : ["up"]
            return try RunningProcess(
                "lockstep", words + ["--workers", "1", "--state", "state"], in: job.path)
        }
        let first = try start(commands.0)
        usleep(gap)
        let second = try start(commands.1)
        let (up, train) = commands.0 == "up" ? (first, second) : (second, first)
        let upEnd = up.finish()
        let runs = RunStore(folder: "\(job.state)/runs")
        let loser: (code: Int32, output: String, errors: String)
        if upEnd.code == 0 {
            loser = train.finish()
            #expect(try runs.list().runs.isEmpty && job.status().workers.count <= 1)
            let down = try RunningProcess.run("lockstep", ["down", "--state", "state"], in: job.path)
            #expect(down.code == 0, "\(down.errors)")
        } else {
            loser = upEnd
            try train.waitForLine(JobFolder.isPast(epoch: 1))
            #expect(try runs.list().runs.map(\.id) == ["small-1"])
            train.send(SIGINT)
            #expect(train.finish().code == 130)
        }
        #expect(loser.code == 2 && loser.errors.contains(" is in use by "), "\(loser)")
        #expect(loser.errors.split(separator: "\n").count == 1, "\(loser)")
        let state = try StateDirectory(existing: job.state)
        #expect(try !state.isLocked() && !state.isLocked(by: .launcher))
    }

    @Test func launcherThatFindsACoordinatorOfAnother_leavesItsSocketsAlone() throws {
        let job = try JobFolder()
        let cluster = try StandaloneCluster(job, workers: 1)
        for command in [["up"], ["train", "job.yaml"]] {
            let end = try RunningProcess.run("lockstep", command + ["--state", "state"], in: job.path)
            #expect(end.code == 2 && end.errors.contains("in use by coordinator"), "\(end.errors)")
        }
        try expectWhole(job, workers: 1)
        cluster.coordinator.send(SIGTERM)
        _ = cluster.coordinator.finish()
    }
}
