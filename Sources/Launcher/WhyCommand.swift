import Glibc
import Store
import System
package import Training

/// `lockstep why`: what slows or stops the job now.
package struct WhyCommand {
    private let state: StateDirectory
    private let client: QueryClient

    /// - Throws: `LaunchError.unreachable` where no coordinator was ever started in the state directory.
    package init(state path: String) throws {
        state = try StateDirectory.ofCoordinator(path)
        client = try QueryClient(address: state.address(of: .query))
    }

    /// What was found, and the job that it is about.
    package struct Answer: Encodable, Sendable {
        /// The job at work; null where there is none, or nobody who could tell.
        @ExplicitNull package var job: ClusterStatus.Job?
        package let findings: [Finding]

        package init(job: ClusterStatus.Job?, findings: [Finding]) {
            self.job = job
            self.findings = findings
        }
    }

    /// - Throws: `LaunchError.unreachable` where no coordinator runs, or none that answers though it is not
    ///   stopped.
    package func answer() throws -> Answer {
        guard try state.isLocked() else {
            throw LaunchError(.unreachable, try StatusCommand.absence(in: state))
        }
        if let pid = state.lockHolder, ProcessState.isStopped(pid) {
            return Answer(
                job: nil,
                findings: [
                    Finding(
                        .pause, stops: true,
                        "the coordinator, pid \(pid), is stopped; it goes on with: kill -CONT \(pid)")
                ])
        }
        let status = try client.status(of: nil, timeout: Limits.requestTimeout)
        let stopped = Self.stoppedWorkers(of: status)
        let names = Set(stopped.compactMap(\.worker))
        // What the kernel knows for certain stands in place of what the coordinator infers from silence.
        let others = status.findings.filter { !($0.cause == .pause && names.contains($0.worker ?? "")) }
        return Answer(job: status.job, findings: stopped + others)
    }

    private static func stoppedWorkers(of status: ClusterStatus) -> [Finding] {
        status.workers.filter { $0.host == Host.name && ProcessState.isStopped($0.pid) }.map { worker in
            Finding(
                .pause, worker: worker.name,
                "\(worker.name), pid \(worker.pid), is stopped; it goes on with: kill -CONT \(worker.pid)")
        }
    }
}

extension WhyCommand.Answer {
    /// For people.
    package var lines: [String] {
        var lines: [String] = []
        if let job {
            let pace = job.stepSeconds.map { ", \(NumberText.milliseconds($0)) a step" } ?? ""
            lines.append(
                "\(job.id) is \(job.state.rawValue), step \(NumberText.grouped(job.step)) of "
                    + "\(NumberText.grouped(job.steps))\(pace)"
            )
        } else if findings.isEmpty {
            return ["there is no job; lockstep submit JOB gives the cluster one"]
        }
        for finding in findings {
            lines.append(
                "\(finding.stops ? "stopped" : "slowed") by \(finding.cause.rawValue): \(finding.message)")
        }
        if findings.isEmpty { lines.append("nothing slows it") }
        return lines
    }
}
