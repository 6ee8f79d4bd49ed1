import Foundation
import Glibc
import Launcher
import Pace
import Store
import Testing
import Training

/// Processes of a local cluster that die again and again, as soon as they are there.
@Suite(.serialized, .blocking) struct GivenUpTests {
    private let job: JobFolder
    private let process: RunningProcess
    private let client: QueryClient

    init() throws {
        job = try JobFolder(JobFolder.text.replacing("epochs: 60", with: "epochs: 100000"))
        process = try job.train("--workers 2")
        try process.waitForLine(JobFolder.isPast(epoch: 1))
        client = try QueryClient(address: StateDirectory(existing: job.state).address(of: .query))
    }

    private func status() throws -> ClusterStatus {
        try client.status(of: nil, timeout: Patience.limit)
    }

    private var history: [Incident] {
        get throws {
            try RunStore(folder: "\(job.state)/runs").find("small-1").events.read(Incident.self).values
        }
    }

    @Test func workerThatDiesAgainAndAgain_isGivenUpWithAnIncidentWhileOthersGoOn() throws {
        var deaths = 0
        var last: ClusterStatus?
        var killed: Set<Int> = []
        try Patience.wait(for: "the worker to be given up") {
            let status = try status()
            last = status
            if let worker = status.workers.first(where: { $0.name == "worker-1" }),
                killed.insert(worker.pid).inserted
            {
                kill(pid_t(worker.pid), SIGKILL)
                deaths += 1
            }
            return status.incidents.contains { $0.kind == .workerGivenUp }
        }
        let atGivingUp = try #require(last)
        #expect(deaths >= Limits.quickDeaths)
        #expect(atGivingUp.workers.map(\.name) == ["worker-2"])
        try Patience.wait(for: "a step without it") {
            try (status().job?.step ?? 0) > (atGivingUp.job?.step ?? .max)
        }
        process.send(SIGINT)
        let summary = try job.summary(process, code: 130)
        let incident = try #require(try history.first { $0.kind == .workerGivenUp })
        #expect(incident.worker == "worker-1" && incident.message.contains("SIGKILL"))
        #expect(incident.message.contains("worker-1.log"))
        #expect(summary.incidents.contains { $0.kind == .workerGivenUp })
    }

    @Test func coordinatorThatDiesAgainAndAgain_isGivenUpWithAnIncident() throws {
        var killed: Set<Int> = []
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
        #expect(killed.count >= Limits.quickDeaths)
        #expect(summary.status == .failed && summary.reason?.contains("again and again") == true)
        #expect(summary.incidents.last?.kind == .coordinatorGivenUp)
        #expect(try history.filter { $0.kind == .coordinatorGivenUp }.count == 1)
    }
}
