package import Training

/// The bounds that concern nothing but files.
extension Limits {
    /// Bytes of a safetensors header: the limit of the format's own reader.
    package static let safetensorsHeaderBytes = 100_000_000
    /// Bytes of a run's record or job file: both are far smaller.
    package static let recordBytes = 1 << 20
    /// Bytes of what is kept of reading the data: the names of all columns are in it.
    static let dataReportBytes = 64 << 20
    /// Bytes of memory that a field of a file of data takes while it is read: up to 13 were measured.
    static let memoryOfField = 16
    /// Bytes of a file's beginning by which its fields are counted.
    static let textSample = 1 << 16
    /// Characters that a run's identifier takes from the job's name: it is part of paths and of lines on a
    /// screen.
    package static let runNameCharacters = 64
    /// Coordinators in a row that may die over a run before they get to a step of it ...
    package static let fruitlessAttempts = 2
    /// ... and before they get to a new checkpoint: more than a launcher starts, since they may be killed for
    /// other reasons.
    package static let attempts = 8
    /// Attempts to take a state directory's lock: whoever asks whether it is held has it for a moment.
    package static let lockAttempts = 5
    /// Between two attempts to take the lock.
    package static let lockAttemptInterval = Duration.milliseconds(10)
}
