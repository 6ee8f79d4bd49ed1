package import Training

/// The bounds that concern nothing but files.
extension Limits {
    /// Bytes of a safetensors header: the limit of the format's own reader.
    package static let safetensorsHeaderBytes = 100_000_000
    /// Bytes of a run's record or job file: both are far smaller.
    package static let recordBytes = 1 << 20
    /// Bytes of what is kept of reading the data: the names of all columns are in it.
    static let dataReportBytes = 64 << 20
    /// Characters that a run's identifier takes from the job's name: it is part of paths and of lines on a
    /// screen.
    package static let runNameCharacters = 64
    /// Attempts to take a state directory's lock: whoever asks whether it is held has it for a moment.
    package static let lockAttempts = 5
    /// Between two attempts to take the lock.
    package static let lockAttemptInterval = Duration.milliseconds(10)
}
