package import Training

/// The bounds that concern nothing but local clusters and whoever asks a coordinator something.
extension Limits {
    /// Worker processes that one command starts on this machine.
    package static let localWorkers = 1024
    /// Between two looks at the coordinator's status, and how long one look waits.
    package static let watchInterval = Duration.milliseconds(200)
    package static let watchTimeout = Duration.milliseconds(500)
    /// How long a started cluster may take until it answers.
    package static let startWait = Duration.seconds(15)
    /// How long a command waits for a coordinator's answer.
    package static let requestTimeout = Duration.seconds(5)
    /// How long a command waits while the coordinator reads a submitted job's data.
    package static let submitTimeout = Duration.seconds(600)
    /// A process that lives for less than this died quickly ...
    package static let quickDeath = Duration.seconds(5)
    /// ... is started again after this pause, doubled with each quick death in a row ...
    package static let restartPause = Duration.milliseconds(100)
    /// ... and is given up after so many.
    package static let quickDeaths = 6
    /// A worker that ended in order is started again after this pause, should the cluster still be there:
    /// longer than a coordinator needs to end that has sent its workers home.
    package static let returnPause = Duration.seconds(2)
    /// Between a worker's last chance to leave by itself and the end of the process.
    package static let stopWait = Duration.seconds(5)
}
