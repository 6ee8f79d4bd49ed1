import Foundation
import Glibc
import Launcher
import Pace
import Store
import Testing
import Training

/// That what the supervision decides about processes that die again and again is done: `SupervisionTests`
/// says what that is.
@Suite(.serialized, .blocking) struct GivenUpTests {
    @Test func whoDiesAgainAndAgain_isGivenUpWithAnIncident() throws {
        let job = try JobFolder(JobFolder.text.replacing("epochs: 60", with: "epochs: 100000"))
        let process = try job.train("--workers 2")
        try process.waitForLine(JobFolder.isPast(epoch: 1))
        let client = try QueryClient(address: StateDirectory(existing: job.state).address(of: .query))
        var killed: Set<Int> = []
        try Patience.wait(for: "the worker to be given up") {
            let status = try client.status(of: nil, timeout: Patience.limit)
            if let worker = status.workers.first(where: { $0.name == "worker-1" }),
                killed.insert(worker.pid).inserted
            {
                kill(pid_t(worker.pid), SIGKILL)
            }
            return status.incidents.contains { $0.kind == .workerGivenUp }
        }
        // Whoever kills a coordinator at once kills what it has not written yet.
        let run = try RunStore(folder: "\(job.state)/runs").find("small-1")
        try Patience.wait(for: "the incident to be kept") {
            try run.events.read(Incident.self).values.contains { $0.kind == .workerGivenUp }
        }
        try Patience.wait(for: "the coordinator to be given up") {
            // Between two coordinators nobody answers.
            if let status = try? client.status(of: nil, timeout: .milliseconds(100)),
                status.job != nil, killed.insert(status.coordinator.pid).inserted
            {
                kill(pid_t(status.coordinator.pid), SIGKILL)
            }
            return !process.process.isRunning
        }
        let summary = try job.summary(process, code: 1)
        #expect(summary.status == .failed && summary.reason?.contains("again and again") == true)
        let worker = try #require(summary.incidents.first { $0.kind == .workerGivenUp })
        #expect(worker.worker == "worker-1" && worker.message.contains("worker-1.log"))
        #expect(summary.incidents.last?.kind == .coordinatorGivenUp)
        #expect(summary.incidents.filter { $0.kind == .coordinatorGivenUp }.count == 1)
    }
}
