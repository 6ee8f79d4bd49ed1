import Foundation
import Glibc
import Pace
import Store
import TestFiles
import Testing
import Training
import Transport

/// `lockstep train` with real processes, some of which are killed: always the same bits.
@Suite(.serialized, .blocking) struct LocalClusterTests {
    private static let quiet = Result { try Self.quietRun(JobFolder.text) }
    private static let quietShared = Result { try Self.quietRun(JobFolder.sharedMasksText) }

    /// The run that nothing happens to.
    private static func quietRun(_ text: String) throws -> RunSummary {
        let job = try JobFolder(text)
        return try job.summary(job.train("--workers 1"))
    }

    @Test func quietRun_reportsEverything() throws {
        let summary = try Self.quiet.get()
        #expect(summary.status == .finished)
        #expect(summary.epochs == 60)
        #expect(summary.parameters == 24 * 4 * (4 + 24 + 1) + 25 * 24)
        #expect(summary.weightsSha256?.count == 64)
        // A worker that was late or silent for a moment is the machine's doing, where others use it as well.
        let busy: Set<Incident.Kind> = [.workerLate, .workerSlow, .workerLost, .workerReturned, .noWorkers]
        #expect(summary.incidents.allSatisfy { busy.contains($0.kind) }, "\(summary.incidents)")
        #expect((summary.test?.measures.mse ?? .infinity) < 0.5)
        #expect(summary.workers == 1)
    }

    @Test(arguments: [
        "--workers 2", "--workers 3", "--workers 5", "--workers 9", "--workers 1 --threads 2",
        "--workers 2 --threads 3",
    ])
    func anyNumberOfWorkersAndThreads_givesTheSameBits(options: String) throws {
        let job = try JobFolder()
        #expect(try job.summary(job.train(options)).outcome == Self.quiet.get().outcome)
    }

    @Test func sharedMasks_giveTheSameBitsThroughAKilledWorker() throws {
        let job = try JobFolder(JobFolder.sharedMasksText)
        let process = try job.train("--workers 3")
        try process.waitForLine(JobFolder.isPast(epoch: 2))
        try killWorker(of: job, with: SIGKILL)
        #expect(try job.summary(process).outcome == Self.quietShared.get().outcome)
        #expect(try Self.quietShared.get().weightsSha256 != Self.quiet.get().weightsSha256)
    }

    @Test func everythingComputedTwice_givesTheSameBits() throws {
        let job = try JobFolder(JobFolder.text + "\naudit: 1.0")
        let process = try job.train("--workers 3")
        try process.waitForLine(JobFolder.isPast(epoch: 2))
        try killWorker(of: job, with: SIGKILL)
        let summary = try job.summary(process)
        #expect(try summary.outcome == Self.quiet.get().outcome)
        #expect(!summary.incidents.contains { $0.kind == .auditDifference })
    }

    @Test func workerAskedToEnd_comesBackWhileTheClusterLives() throws {
        let job = try JobFolder(JobFolder.text.replacing("epochs: 60", with: "epochs: 100000"))
        let process = try job.train("--workers 2")
        try process.waitForLine(JobFolder.isPast(epoch: 1))
        let pid = try killWorker(of: job, with: SIGTERM)
        OtherProcess.waitForEnd(of: pid)
        try Patience.wait(for: "the worker to come back") { try job.status().workers.count == 2 }
        process.send(SIGINT)
        let summary = try job.summary(process, code: 130)
        #expect(!summary.incidents.contains { $0.kind == .workerLost })
    }

    @Test func why_namesTheWorkerThatStandsStillAndTheCoordinator() throws {
        let job = try JobFolder(JobFolder.text.replacing("epochs: 60", with: "epochs: 100000"))
        let process = try job.train("--workers 2")
        try process.waitForLine(JobFolder.isPast(epoch: 1))
        func why() throws -> String {
            try RunningProcess.run("lockstep", ["why", "--state", "state"], in: job.path).output
        }
        // It also validates, between two epochs.
        try Patience.wait(for: "the job to train") { try why().contains("small-1 is training") }
        let pid = try killWorker(of: job, with: SIGSTOP)
        #expect(try why().contains("slowed by pause: worker-"))
        #expect(try why().contains("kill -CONT \(pid)"))
        kill(pid_t(pid), SIGCONT)
        let coordinator = try job.status().coordinator.pid
        kill(pid_t(coordinator), SIGSTOP)
        #expect(try why().contains("the coordinator, pid \(coordinator), is stopped"))
        kill(pid_t(coordinator), SIGCONT)
        process.send(SIGINT)
        _ = try job.summary(process, code: 130)
    }

    @Test func workerKilled_stepCompletesWithTheSameBitsAndItIsReplaced() throws {
        let job = try JobFolder()
        let process = try job.train("--workers 2")
        try process.waitForLine(JobFolder.isPast(epoch: 2))
        try killWorker(of: job, with: SIGKILL)
        let summary = try job.summary(process)
        #expect(try summary.outcome == Self.quiet.get().outcome)
        #expect(summary.incidents.contains { $0.kind == .workerLost && $0.step != nil })
        let log = try String(contentsOfFile: "\(job.state)/logs/coordinator.log", encoding: .utf8)
        #expect(
            log.components(separatedBy: " joined from ").count == 4,
            "two workers and the one that took a place")
    }

    @Test func vectorsInSharedMemory_giveTheSameBitsThroughKilledProcesses() throws {
        let quiet = try Self.quietRun(JobFolder.wideText)
        #expect(quiet.parameters >= Limits.sharedNumbers)
        let job = try JobFolder(JobFolder.wideText)
        let process = try job.train("--workers 3")
        try process.waitForLine(JobFolder.isPast(epoch: 1))
        let computing = try job.status().workers.filter { $0.microbatches > 0 }
        #expect(!computing.isEmpty)
        for pid in computing.map(\.pid) {
            let folder = "/proc/\(pid)/fd"
            let shared = try FileManager.default.contentsOfDirectory(atPath: folder).filter {
                let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")
                return link?.contains("memfd:lockstep") == true
            }
            #expect(shared.count == 2, "partials and weights")
        }
        try killWorker(of: job, with: SIGKILL)
        try process.waitForLine(JobFolder.isPast(epoch: 4))
        kill(pid_t(try job.status().coordinator.pid), SIGKILL)
        let summary = try job.summary(process)
        #expect(summary.outcome == quiet.outcome)
        #expect(!summary.incidents.contains { $0.kind == .badMessage })
    }

    @Test func workerStopped_itsWorkGoesToOthersWithTheSameBits() throws {
        let job = try JobFolder()
        let process = try job.train("--workers 3")
        try process.waitForLine(JobFolder.isPast(epoch: 2))
        let pid = try killWorker(of: job, with: SIGSTOP)
        let summary = try job.summary(process)
        #expect(try summary.outcome == Self.quiet.get().outcome)
        #expect(summary.incidents.contains { $0.kind == .workerLost || $0.kind == .workerLate })
        #expect(!OtherProcess.runs(pid))
    }

    @Test func coordinatorKilled_isStartedAgainAndGivesTheSameBits() throws {
        let job = try JobFolder()
        let process = try job.train("--workers 2")
        try process.waitForLine(JobFolder.isPast(epoch: 2))
        kill(pid_t(try job.status().coordinator.pid), SIGKILL)
        try process.waitForLine { $0.contains("started again") }
        let summary = try job.summary(process)
        #expect(try summary.outcome == Self.quiet.get().outcome)
        #expect(summary.incidents.contains { $0.kind == .coordinatorRestarted })
    }

    @Test func everythingKilled_leavesNoProcessAndResumesToTheSameBits() throws {
        let job = try JobFolder()
        let process = try job.train("--workers 2")
        try process.waitForLine(JobFolder.isPast(epoch: 2))
        let status = try job.status()
        process.send(SIGKILL)
        kill(pid_t(status.coordinator.pid), SIGKILL)
        let all = [status.coordinator.pid] + status.workers.map(\.pid)
        for pid in all { OtherProcess.waitForEnd(of: pid) }
        for pid in all { #expect(!OtherProcess.runs(pid)) }
        #expect(try job.summary(job.train("--workers 3 --resume")).outcome == Self.quiet.get().outcome)
    }

    @Test func launcherKilled_coordinatorSavesAndEndsByItself() throws {
        let job = try JobFolder()
        let process = try job.train("--workers 2")
        try process.waitForLine(JobFolder.isPast(epoch: 1))
        let status = try job.status()
        process.send(SIGKILL)
        OtherProcess.waitForEnd(of: status.coordinator.pid)
        for worker in status.workers { OtherProcess.waitForEnd(of: worker.pid) }
        let record = try RunStore(folder: "\(job.state)/runs").find("small-1").record()
        #expect(record.status == .interrupted)
        #expect(try job.summary(job.train("--resume")).outcome == Self.quiet.get().outcome)
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func interrupted_exits130AndResumesToTheSameBits(signal: Int32) throws {
        let job = try JobFolder()
        let process = try job.train("--workers 2")
        try process.waitForLine(JobFolder.isPast(epoch: 1))
        process.send(signal)
        let interrupted = try job.summary(process, code: 130)
        #expect(interrupted.status == .interrupted)
        let resumed = try job.summary(job.train("--workers 3 --resume"))
        #expect(try resumed.outcome == Self.quiet.get().outcome)
        #expect(resumed.run == interrupted.run)
    }

    @Test func newestCheckpointDamaged_theOneBeforeIsUsedWithTheSameBits() throws {
        let job = try JobFolder()
        let process = try job.train("--workers 2")
        try process.waitForLine(JobFolder.isPast(epoch: 2))
        process.send(SIGINT)
        _ = try job.summary(process, code: 130)
        let folder = "\(job.state)/runs/small-1/checkpoints"
        let newest = try #require(try FileManager.default.contentsOfDirectory(atPath: folder).max())
        var bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(newest)"))
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(fileURLWithPath: "\(folder)/\(newest)"))
        let resumed = try job.summary(job.train("--resume"))
        #expect(try resumed.outcome == Self.quiet.get().outcome)
        #expect(resumed.incidents.contains { $0.kind == .checkpointUnusable && $0.message.contains(newest) })
    }

    @Test func lossThatIsNotFinite_failsWithStepLayerAndExitCode1() throws {
        let job = try JobFolder(JobFolder.text + "\n  optimizer: {sgd: {learning_rate: 1000000.0}}")
        let summary = try job.summary(job.train("--workers 2"), code: 1)
        #expect(summary.status == .failed)
        #expect(summary.steps > 0)
        let reason = try #require(summary.reason)
        #expect(reason.contains("step \(summary.steps)") && reason.contains("not finite"))
        #expect(reason.contains("lstm_0/") || reason.contains("dense_1/"))
    }

    @Test func endedRun_leavesNoSocketAndNoTemporaryFile() throws {
        let job = try JobFolder()
        _ = try job.summary(job.train("--workers 2"))
        let files = FileManager.default.enumerator(atPath: job.state)?.compactMap { $0 as? String } ?? []
        #expect(files.contains("runs/small-1/final.safetensors"))
        #expect(!files.contains { $0.contains(".sock") || $0.contains(".tmp-") })
    }

    /// Sends a signal to the worker that has done most, so that it has work in hand.
    @discardableResult
    private func killWorker(of job: JobFolder, with signal: Int32) throws -> Int {
        let workers = try job.status().workers
        let worker = try #require(workers.max { $0.microbatches < $1.microbatches })
        kill(pid_t(worker.pid), signal)
        return worker.pid
    }
}
