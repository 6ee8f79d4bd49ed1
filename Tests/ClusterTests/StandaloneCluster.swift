import Foundation
import Launcher
import Pace
import Store
import Testing
import Training

/// A coordinator and workers that no launcher looks after: what happens to one of them only the others can
/// notice.
final class StandaloneCluster {
    let job: JobFolder
    private(set) var coordinator: RunningProcess
    private(set) var workers: [RunningProcess] = []

    init(_ job: JobFolder, workers count: Int) throws {
        self.job = job
        coordinator = try RunningProcess("lockstep-coordinator", ["--state", "state"], in: job.path)
        try coordinator.waitForLine { $0.contains("serves") }
        for number in 0..<count { try addWorker(number + 1) }
    }

    /// Starts one more worker and waits until it has joined.
    @discardableResult
    func addWorker(_ number: Int) throws -> RunningProcess {
        let address = try StateDirectory(existing: job.state).address(of: .workers)
        let worker = try RunningProcess(
            "lockstep-worker",
            ["--coordinator", address, "--name", "worker-\(number)", "--data", "data-\(number)"],
            in: job.path)
        workers.append(worker)
        try coordinator.waitForLine { $0.contains("worker-\(number) joined") }
        return worker
    }

    /// Another coordinator in place of one that has died, as a service manager or a person starts it.
    func startCoordinatorAgain() throws {
        coordinator = try RunningProcess("lockstep-coordinator", ["--state", "state"], in: job.path)
        try coordinator.waitForLine { $0.contains("serves") }
    }

    func submit() throws -> RunningProcess {
        try RunningProcess(
            "lockstep", ["submit", "job.yaml", "--wait", "--json", "--state", "state"], in: job.path)
    }

    /// Returns once so many steps are done.
    func waitForStep(_ step: Int) throws {
        let client = try QueryClient(address: StateDirectory(existing: job.state).address(of: .query))
        try Patience.wait(for: "step \(step)") {
            let status = try client.status(of: nil, timeout: Patience.limit)
            return (status.job?.step ?? 0) >= step
        }
    }

    /// Returns once a worker has done something for the job.
    func waitForWork(of name: String) throws {
        let client = try QueryClient(address: StateDirectory(existing: job.state).address(of: .query))
        try Patience.wait(for: "work of \(name)") {
            let status = try client.status(of: nil, timeout: Patience.limit)
            return status.workers.contains { $0.name == name && $0.microbatches > 0 }
        }
    }

    /// The history of the first run.
    func incidents() throws -> [Incident] {
        try RunStore(folder: "\(job.state)/runs").find("small-1").events.read(Incident.self).values
    }
}
