import Logging
import Training
import Transport

/// Writes what a coordinator reports to its log.
final class ReportLog: ReportListener {
    private let logger: Logger
    private var lines = LineLimits()

    init(_ logger: Logger) { self.logger = logger }

    func take(_ report: Report) {
        switch report {
        case .log(let line): write(.info, line, line)
        case .incident(let incident):
            write(.warning, "\(incident.kind) \(incident.worker ?? "")", incident.message)
        case .started(let run): logger.info("run \(run) begins or goes on")
        case .step: break
        case .epoch(let run, let epoch, let record, _):
            let validation = record.validationLoss.map { "\($0)" } ?? "-"
            logger.info("\(run): epoch \(epoch): loss \(record.trainLoss), validation \(validation)")
        case .fingerprint(_, let fingerprint): logger.info("numerics fingerprint \(fingerprint)")
        case .finished(let result, _): logger.info("\(result.run) finished after \(result.steps) steps")
        case .failed(let run, _, _, let reason): logger.error("\(run) failed: \(reason)")
        case .interrupted(let run, let step): logger.info("\(run) interrupted after \(step) steps")
        }
    }

    /// Writes a line, unless there were too many like it.
    func write(_ level: Logger.Level, _ topic: String, _ text: @autoclosure () -> String) {
        if let line = lines.line(topic, text(), at: .now) { logger.log(level: level, "\(line)") }
    }
}
