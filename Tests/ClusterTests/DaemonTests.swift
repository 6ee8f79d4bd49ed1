import Foundation
import Glibc
import Pace
import Store
import TestFiles
import Testing
import Training
import Transport

/// The cluster as a daemon, workers over TCP, disks that fill up: with real processes.
@Suite(.serialized, .blocking) struct DaemonTests {
    /// The weights of a job trained by one worker, quietly.
    private static let quiet = Result {
        let job = try JobFolder()
        return try job.summary(job.train("--workers 1")).outcome
    }

    @Test func upSubmitStatusDown_trainsToTheSameBits() throws {
        let job = try JobFolder()
        func lockstep(_ words: String...) throws -> (code: Int32, output: String, errors: String) {
            try RunningProcess.run("lockstep", words + ["--state", "state"], in: job.path)
        }
        let up = try lockstep("up", "--workers", "2")
        try #require(up.code == 0, "\(up.errors)")
        #expect(try lockstep("up").code == 2, "a second cluster in the same state directory")
        let bad = try RunningProcess.run(
            "lockstep", ["submit", "nothing.yaml", "--state", "state"], in: job.path)
        #expect(bad.code == 2)
        let submitted = try lockstep("submit", "job.yaml", "--wait", "--json")
        try #require(submitted.code == 0, "\(submitted.errors)\n\(job.logs)")
        let summary = try JSON.decode(RunSummary.self, from: Array(submitted.output.utf8))
        #expect(try summary.outcome == Self.quiet.get())
        let second = try lockstep("submit", "job.yaml")
        #expect(second.output == "small-2\n")
        let status = try job.status()
        let table = try lockstep("status")
        #expect(table.output.contains("coordinator  pid \(status.coordinator.pid)"))
        let down = try lockstep("down")
        #expect(down.code == 0, "\(down.errors)")
        OtherProcess.waitForEnd(of: status.coordinator.pid)
        for worker in status.workers { OtherProcess.waitForEnd(of: worker.pid) }
        #expect(try lockstep("down").code == 3)
    }

    @Test func statusAsJSON_hasEveryKeyFromTheFirstMoment() throws {
        let job = try JobFolder()
        let process = try job.train("--workers 2")
        try process.waitForLine(JobFolder.isPast(epoch: 0))
        let end = try RunningProcess.run("lockstep", ["status", "--json", "--state", "state"], in: job.path)
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(end.output.utf8)) as? [String: Any])
        let coordinator = try #require(object["coordinator"] as? [String: Any])
        #expect(Set(["pid", "uptime_seconds", "term"]).isSubset(of: coordinator.keys))
        let keys = try #require(object["job"] as? [String: Any]).keys
        #expect(
            Set([
                "id", "name", "state", "step", "steps", "epoch", "epochs", "train_loss", "validation_loss",
                "samples_per_second", "eta_seconds",
            ]).isSubset(of: keys))
        let worker = try #require((object["workers"] as? [[String: Any]])?.first)
        #expect(
            Set([
                "name", "pid", "host", "state", "step", "microbatches", "samples_per_second",
                "last_seen_seconds",
            ]).isSubset(of: worker.keys))
        #expect(object["incidents"] is [Any])
        _ = try job.summary(process)
    }

    @Test func workersOverTCP_trainToTheSameBitsAndStrangersAreRefused() throws {
        let job = try JobFolder()
        try FileManager.default.createDirectory(
            atPath: "\(job.path)/admitted", withIntermediateDirectories: false)
        for name in ["coordinator", "friend", "stranger"] {
            try #require(try RunningProcess.run("lockstep", ["keygen", name], in: job.path).code == 0)
        }
        try FileManager.default.copyItem(
            atPath: "\(job.path)/friend.pub", toPath: "\(job.path)/admitted/friend.pub")
        let coordinator = try RunningProcess(
            "lockstep-coordinator",
            [
                "--state", "state", "--listen", "tcp://127.0.0.1:*", "--secret-key", "coordinator.secret",
                "--admit",
                "admitted",
            ], in: job.path)
        let line = try coordinator.waitForLine { $0.contains("listening on tcp://") }
        let address = try #require(line.split(separator: " ").first { $0.hasPrefix("tcp://") })
        func worker(_ name: String, key: String) throws -> RunningProcess {
            try RunningProcess(
                "lockstep-worker",
                [
                    "--coordinator", String(address), "--name", name, "--data", name, "--secret-key",
                    "\(key).secret",
                    "--coordinator-key", "coordinator.pub",
                ], in: job.path)
        }
        let stranger = try worker("friend-9", key: "stranger")
        try coordinator.waitForLine { $0.contains("refused") && $0.contains("not in admitted") }
        let impostor = try worker("somebody", key: "friend")
        try coordinator.waitForLine { $0.contains("calls itself somebody") }
        #expect(impostor.finish().code == 2)
        let friends = [try worker("friend-1", key: "friend"), try worker("friend-2", key: "friend")]
        try coordinator.waitForLine { $0.contains("friend-1 joined") || $0.contains("friend-2 joined") }
        let end = try RunningProcess.run(
            "lockstep", ["submit", "job.yaml", "--wait", "--json", "--state", "state"], in: job.path)
        try #require(end.code == 0, "\(end.errors)")
        let summary = try JSON.decode(RunSummary.self, from: Array(end.output.utf8))
        #expect(try summary.outcome == Self.quiet.get())
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: "\(job.path)/friend-1").count == 1,
            "fetched data")
        coordinator.send(SIGTERM)
        for friend in friends { #expect(friend.finish().code == 0) }
        stranger.send(SIGTERM)
        #expect(!stranger.finish().errors.contains("joined the coordinator"))
        _ = coordinator.finish()
    }

    @Test(.enabled(if: SmallDisk.isPossible, "a file system can be mounted by root alone"))
    func diskFullWhileWritingACheckpoint_trainingGoesOnWithTheSameBits() throws {
        let job = try JobFolder(JobFolder.text.replacing("checkpoint_steps: 10", with: "checkpoint_steps: 3"))
        try FileManager.default.createDirectory(atPath: job.state, withIntermediateDirectories: false)
        try #require(mount("tmpfs", job.state, "tmpfs", 0, "mode=700,size=900k") == 0)
        defer { umount2(job.state, Int32(MNT_DETACH)) }
        let process = try job.train("--workers 2")
        try process.waitForLine(JobFolder.isPast(epoch: 1))
        let filler = "\(job.state)/filler"
        try put([], at: filler)
        let handle = try #require(FileHandle(forWritingAtPath: filler))
        while (try? handle.write(contentsOf: Data(count: 4096))) != nil {}
        try process.waitForLine { $0.hasPrefix("!") && $0.contains("training goes on") }
        try FileManager.default.removeItem(atPath: filler)
        try handle.close()
        let summary = try job.summary(process)
        #expect(summary.incidents.contains { $0.kind == .checkpointFailed })
        #expect(try summary.weightsSha256 == Self.quiet.get().weights)
    }

    @Test func garbageOnTheSocket_disturbsNobody() throws {
        let job = try JobFolder()
        let process = try job.train("--workers 2")
        try process.waitForLine(JobFolder.isPast(epoch: 1))
        let context = try Context()
        let state = try StateDirectory(existing: job.state)
        for socket in StateDirectory.Socket.allCases {
            let dealer = try Socket(.dealer, in: context, options: Socket.Options(linger: .seconds(1)))
            try dealer.connect(state.address(of: socket))
            var sent = 0
            while sent < 50 {
                _ = try Poller.wait(for: [.socket(dealer, .writable)], timeout: .seconds(5))
                let bytes = (0..<(sent * 7)).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ sent) }
                sent += try dealer.send(OutgoingMessage(header: bytes, frame: nil)) == .sent ? 1 : 0
            }
        }
        let summary = try job.summary(process)
        #expect(try summary.outcome == Self.quiet.get())
        #expect(summary.incidents.contains { $0.kind == .badMessage })
    }

    @Test func help_isThereForEveryCommand() throws {
        let folder = try TemporaryFolder()
        let commands = try commandsInHelp(of: [], in: folder)
        #expect(
            commands == [
                "train", "init", "check", "forecast", "evaluate", "backtest", "plot", "up", "down", "submit",
                "status", "why", "doctor", "keygen", "benchmark", "simulate",
            ])
        for command in commands {
            for part in try commandsInHelp(of: [command], in: folder) {
                _ = try commandsInHelp(of: [command, part], in: folder)
            }
        }
        let doctor = try RunningProcess.run("lockstep", ["doctor"], in: folder.path)
        #expect(doctor.code == 0, "\(doctor.output)")
    }

    /// The subcommands that a command's help names.
    private func commandsInHelp(of words: [String], in folder: TemporaryFolder) throws -> [String] {
        let end = try RunningProcess.run("lockstep", words + ["--help"], in: folder.path)
        #expect(end.code == 0)
        #expect(end.output.contains("OVERVIEW"), "\(words)")
        let lines = end.output.split(separator: "\n", omittingEmptySubsequences: false)
        guard let heading = lines.firstIndex(of: "SUBCOMMANDS:") else { return [] }
        // A name stands behind two spaces, what goes on from the line before behind more.
        return lines[(heading + 1)...].prefix { $0.hasPrefix("  ") }.filter { !$0.hasPrefix("   ") }
            .compactMap { $0.split(separator: " ").first.map(String.init) }
    }
}
