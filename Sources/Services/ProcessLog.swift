package import Logging

/// The log of a process.
package enum ProcessLog {
    /// A logger of one process, with a time before each line, to standard error.
    package static func logger(_ label: String) -> Logger {
        Logger(label: label) { StreamLogHandler.standardError(label: $0) }
    }
}
