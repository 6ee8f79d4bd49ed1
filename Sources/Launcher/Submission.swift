import Jobs
package import Store
import Training
import Transport

/// `lockstep submit`: gives a job to a running coordinator.
package struct Submission {
    private let state: StateDirectory
    private let client: QueryClient

    /// - Throws: `LaunchError.unreachable` where no coordinator was ever started in the state directory.
    package init(state path: String) throws {
        state = try StateDirectory.ofCoordinator(path)
        client = try QueryClient(address: state.address(of: .query))
    }

    /// - Returns: the run's identifier.
    /// - Throws: `JobError` for a bad job; `LaunchError.refused` with the coordinator's words;
    ///   `.unreachable`.
    package func submit(jobFile: String, csv: String?) throws -> String {
        let input = try JobInput(file: jobFile, csv: csv)
        guard try state.isLocked() else {
            throw LaunchError(
                .unreachable, "no coordinator runs in \(state.path); lockstep up starts a cluster")
        }
        // The file's own text keeps its line numbers for what the coordinator may find wrong.
        let text = csv == nil ? input.text : JobWriter.write(input.job.job)
        return try submit(text, path: input.path)
    }

    /// The same of a job that is in no file; what it names lies relative to `folder`.
    func submit(_ job: JobFile, relativeTo folder: String) throws -> String {
        try submit(JobWriter.write(job.job), path: "\(folder)/\(job.job.name).yaml")
    }

    private func submit(_ text: String, path: String) throws -> String {
        let coordinator = state.lockHolder
        let reply = try client.demand(
            .submit(job: text, path: path), timeout: Limits.submitTimeout,
            isThere: { state.lockHolder == coordinator && (try? state.isLocked()) != false })
        return reply.message
    }

    /// Waits for a run's end, showing progress on standard error.
    ///
    /// - Throws: `LaunchError.unreachable` where the coordinator goes away and does not come back.
    package func wait(for run: String) throws -> RunSummary {
        let start = Instant.now
        let folder = try RunStore(folder: state.runs).find(run)
        let display = ProgressDisplay()
        defer { display.erase() }
        var lastHeard = Instant.now
        while true {
            switch try folder.record().status {
            case .finished, .failed:
                guard var summary = try folder.summary() else {
                    throw LaunchError(.notFound, "\(folder.resultFile) is missing")
                }
                summary.wallSeconds = Instant.now.seconds(since: start)
                return summary
            case .interrupted: return RunSummary(run: run, status: .interrupted, parameters: 0)
            case .cancelled: return RunSummary(run: run, status: .cancelled, parameters: 0)
            case .queued, .running, .waiting, .training, .validating, .testing: break
            }
            if let status = try? client.status(of: nil, timeout: Limits.watchTimeout) {
                lastHeard = .now
                if status.job?.id == run { display.show(status, at: .now) }
            } else if lastHeard + Limits.graceTime <= .now {
                throw LaunchError(
                    .unreachable,
                    "the coordinator has gone; lockstep up starts a cluster that goes on with \(run)")
            }
            _ = try Poller.wait(for: [], timeout: Limits.watchInterval)
        }
    }
}
