package import Training

/// The bounds that concern nothing but local clusters and whoever asks a coordinator something.
extension Limits {
    /// Worker processes that one command starts on this machine.
    package static let localWorkers = 1024
    /// How long a look at the coordinator's status waits.
    package static let watchTimeout = Duration.milliseconds(500)
    /// How long a command waits for a coordinator's answer.
    package static let requestTimeout = Duration.seconds(5)
    /// How long a command waits while the coordinator reads a submitted job's data.
    package static let submitTimeout = Duration.seconds(600)
}
