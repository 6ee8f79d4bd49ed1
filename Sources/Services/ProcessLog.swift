package import Logging
import System

/// The log of a process.
package enum ProcessLog {
    /// A logger of one process, with a time before each line, to standard error.
    package static func logger(_ label: String) -> Logger {
        Logger(label: label.inOneLine) { PlainLog(log: StreamLogHandler.standardError(label: $0)) }
    }
}

/// Keeps each entry of a log on one line, whatever names and reasons of others it holds.
private struct PlainLog: LogHandler {
    var log: StreamLogHandler

    var metadata: Logger.Metadata {
        get { log.metadata }
        set { log.metadata = newValue }
    }
    var logLevel: Logger.Level {
        get { log.logLevel }
        set { log.logLevel = newValue }
    }
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { log[metadataKey: key] }
        set { log[metadataKey: key] = newValue }
    }

    func log(event: LogEvent) {
        var event = event
        event.message = "\(event.message.description.inOneLine)"
        log.log(event: event)
    }
}
