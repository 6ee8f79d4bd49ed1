import Glibc
import System
package import Training

/// Shows how training goes on standard error: one line that is drawn again on a terminal, plain lines
/// elsewhere.
package final class ProgressDisplay {
    private let isTerminal: Bool
    private let plainInterval: Duration
    private let write: (String) -> Void
    private var isDrawn = false
    private var lastPlain: Instant?
    private var lastEpoch = 0
    private var shownIncidents = 0

    /// - Parameters:
    ///   - isTerminal: Whether a line may be drawn again.
    ///   - plainInterval: Between two lines of an epoch where none may.
    ///   - write: Takes all that is shown.
    package init(
        isTerminal: Bool = Console.isTerminal, plainInterval: Duration = .seconds(5),
        write: @escaping (String) -> Void = { Console.write($0, to: STDERR_FILENO) }
    ) {
        self.isTerminal = isTerminal
        self.plainInterval = plainInterval
        self.write = write
    }

    /// Shows a status that has just come in.
    package func show(_ status: ClusterStatus, at now: Instant) {
        showIncidents(of: status)
        guard let job = status.job else { return }
        let line = Self.line(job, workers: status.workers.count).inOneLine
        if isTerminal {
            draw(line)
        } else if job.epoch != lastEpoch || lastPlain.map({ $0 + plainInterval <= now }) ?? true {
            lastEpoch = job.epoch
            lastPlain = now
            write(line + "\n")
        }
    }

    /// Says a line of its own, above the progress line.
    package func say(_ line: String) {
        erase()
        write(line.inOneLine + "\n")
    }

    /// Removes the progress line from a terminal.
    package func erase() {
        guard isDrawn else { return }
        isDrawn = false
        write("\r\u{1B}[K")
    }

    private func draw(_ line: String) {
        isDrawn = true
        write("\r\u{1B}[K" + line.prefix(Console.columns - 1))
    }

    /// Incidents since the last look. A restarted coordinator counts from nothing again.
    private func showIncidents(of status: ClusterStatus) {
        if status.incidentCount < shownIncidents { shownIncidents = 0 }
        let new = min(status.incidentCount - shownIncidents, status.incidents.count)
        for incident in status.incidents.suffix(new) { say("! \(incident.message)") }
        shownIncidents = status.incidentCount
    }

    /// One line: epoch, step, loss, samples a second, time left, workers.
    private static func line(_ job: ClusterStatus.Job, workers: Int) -> String {
        let count = "\(workers) worker\(workers == 1 ? "" : "s")"
        if job.state == .waiting { return "\(job.id)  waiting for workers to be ready (\(count) here)" }
        var parts = [
            job.id, "epoch \(job.epoch)/\(job.epochs)",
            "step \(NumberText.grouped(job.step))/\(NumberText.grouped(job.steps))",
            "loss \(NumberText.loss(job.trainLoss))",
        ]
        if job.validationLoss != nil { parts.append("val \(NumberText.loss(job.validationLoss))") }
        if job.state != .training { parts.append(job.state.rawValue) }
        parts += [
            "\(NumberText.rate(job.samplesPerSecond)) samples/s", "\(NumberText.time(job.etaSeconds)) left",
            count,
        ]
        return parts.joined(separator: "  ")
    }
}
