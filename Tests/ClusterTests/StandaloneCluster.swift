import Cluster
import Foundation
import Testing
import Training

/// A coordinator and workers that no launcher looks after: what happens to one of them only the others can notice.
final class StandaloneCluster {
    let job: JobFolder
    private(set) var coordinator: RunningProcess
    private(set) var workers: [RunningProcess] = []

    init(_ job: JobFolder, workers count: Int) throws {
        self.job = job
        coordinator = try RunningProcess("lockstep-coordinator", ["--state", "state"], in: job.path)
        try coordinator.waitForLine { $0.contains("serves") }
        let address = try StateDirectory(existing: job.state).address(of: .workers)
        for number in 1...count {
            workers.append(
                try RunningProcess(
                    "lockstep-worker",
                    ["--coordinator", address, "--name", "worker-\(number)", "--data", "data-\(number)"],
                    in: job.path))
            try coordinator.waitForLine { $0.contains("worker-\(number) joined") }
        }
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
        try ZeroMQFixture.poll([]) {
            let status = try StatusQuery.ask(client, run: nil, timeout: .seconds(5))
            return (status.job?.step ?? 0) >= step
        }
    }

    /// The history of the first run.
    func incidents() throws -> [Incident] {
        try RunStore(folder: "\(job.state)/runs").find("small-1").events.read(Incident.self).values
    }
}
