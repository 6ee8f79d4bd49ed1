import System
package import Training

/// A cluster's status as a table for people.
package enum StatusTable {
    package static func lines(_ status: ClusterStatus) -> [String] {
        var lines: [String] = []
        let coordinator = status.coordinator
        lines.append(
            "coordinator  pid \(coordinator.pid), up \(NumberText.time(coordinator.uptimeSeconds)), "
                + "term \(coordinator.term)"
        )
        lines += job(status.job) + order(status.order)
        lines.append("")
        lines += workers(status.workers)
        for finding in status.findings {
            let verb = finding.stops ? "stopped by " : "slowed by  "
            lines += ["", "\(verb)  \(finding.cause.rawValue): \(finding.message)"]
        }
        if !status.incidents.isEmpty {
            let counts = status.incidentCounts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
            lines += [
                "",
                "incidents    \(status.incidentCount) since the coordinator started "
                    + "(\(counts.joined(separator: ", "))); the newest:",
            ]
            lines += status.incidents.suffix(5).map { incident in
                let step = incident.step.map { "step \($0) " } ?? ""
                return "  \(NumberText.time(incident.at)) \(step)\(incident.message)"
            }
        }
        return lines.map(\.inOneLine)
    }

    private static func job(_ job: ClusterStatus.Job?) -> [String] {
        guard let job else { return ["job          none; lockstep submit JOB gives it one"] }
        var lines = [
            "job          \(job.id) (\(job.name)): \(job.state.rawValue)"
                + (job.mixedHardware ? ", mixed hardware: bits not promised" : ""),
            "progress     epoch \(job.epoch) of \(job.epochs), step \(NumberText.grouped(job.step)) of "
                + "\(NumberText.grouped(job.steps)), \(NumberText.rate(job.samplesPerSecond)) samples/s, "
                + "\(NumberText.time(job.etaSeconds)) left",
            "loss         train \(NumberText.loss(job.trainLoss)), validation "
                + "\(NumberText.loss(job.validationLoss)), learning rate "
                + NumberText.learningRate(job.learningRate),
        ]
        if let naive = job.naive?.words { lines.append("naive        \(naive), over the validation windows") }
        let saved = job.checkpointStep.map { "step \(NumberText.grouped($0))" } ?? "none yet"
        lines.append(
            "checkpoint   \(saved)" + (job.checkpointProblem.map { "; the newest failed: \($0)" } ?? ""))
        return lines
    }

    private static func order(_ order: ClusterStatus.Order?) -> [String] {
        guard let order else { return [] }
        let progress = order.progress
        let waiting = order.waiting > 0 ? "; \(order.waiting) more wait" : ""
        return [
            "forecasts    \(NumberText.grouped(progress.answered)) of \(NumberText.grouped(progress.slices)) "
                + "slices, \(progress.workers) worker(s) at it, \(NumberText.time(progress.secondsLeft)) left"
                + waiting
        ]
    }

    private static func workers(_ workers: [ClusterStatus.Worker]) -> [String] {
        guard !workers.isEmpty else { return ["no workers"] }
        let head = [
            "worker", "pid", "host", "threads", "state", "step", "microbatches", "samples/s", "last seen",
        ]
        let rows = workers.map { worker in
            [
                worker.name, "\(worker.pid)", worker.host, "\(worker.threads)", worker.state.rawValue,
                "\(worker.step)",
                NumberText.grouped(worker.microbatches), NumberText.rate(worker.samplesPerSecond),
                NumberText.time(worker.lastSeenSeconds),
            ]
        }
        return columns([head] + rows)
    }

    /// Rows with their columns aligned; numbers to the right.
    static func columns(_ rows: [[String]]) -> [String] {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in
            rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        let areNumeric = (0..<count).map { column in
            rows.dropFirst().allSatisfy { column >= $0.count || $0[column].first?.isNumber ?? true }
        }
        return rows.map { row in
            row.enumerated().map { column, text in
                let padding = String(repeating: " ", count: widths[column] - text.count)
                return areNumeric[column] ? padding + text : text + padding
            }.joined(separator: "  ").trimmingTrailingSpaces
        }
    }
}

extension String {
    fileprivate var trimmingTrailingSpaces: String {
        String(self[..<(lastIndex { $0 != " " }.map(index(after:)) ?? startIndex)])
    }
}
