import Glibc
import Jobs
import Launcher
import Pace
import Store
import System
import Testing
import Training

/// A coordinator that is asked to end while it opens a run, which takes a while where there are many data.
@Suite(.blocking) struct CoordinatorProcessTests {
    private static let text = JobFolder.text.replacing("rows: 3000", with: "rows: 300000")

    @Test func askedToEndWhileItOpensItsRun_itSaysThatTheRunIsInterrupted() throws {
        let job = try JobFolder(Self.text)
        let state = try StateDirectory(creating: job.state)
        let file = try JobReader.read(Self.text, file: "job.yaml")
        let run = try RunPreparation.create(file, relativeTo: job.path, in: state).run
        let coordinator = try RunningProcess(
            "lockstep-coordinator", ["--state", "state", "--run", run.id, "--exit-when-done"], in: job.path)
        try coordinator.waitForLine { $0.contains("serves") }
        coordinator.send(SIGTERM)
        #expect(coordinator.finish().code == ExitStatus.interrupted)
        #expect(try run.record().status != .finished)
    }

    @Test func askedToEndWhileItOpensASubmittedRun_itEnds() throws {
        let job = try JobFolder(Self.text)
        let address = try StateDirectory(creating: job.state).address(of: .query)
        let coordinator = try RunningProcess("lockstep-coordinator", ["--state", "state"], in: job.path)
        try coordinator.waitForLine { $0.contains("serves") }
        let worker = try RunningProcess(
            "lockstep-worker", ["--coordinator", "ipc://state/sockets/workers.sock", "--data", "data"],
            in: job.path)
        try coordinator.waitForLine { $0.contains(" joined from ") }
        let submission = Request.submit(job: Self.text, path: "\(job.path)/job.yaml")
        _ = try QueryClient(address: address).demand(submission, timeout: .seconds(60))
        coordinator.send(SIGTERM)
        #expect(coordinator.finish().code == ExitStatus.interrupted)
        #expect(worker.finish().code == 0)
    }
}
