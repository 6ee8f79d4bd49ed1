package import Training

/// The bounds that concern nothing but the loops of coordinator and worker.
extension Limits {
    /// Messages taken from one socket before others get their turn.
    package static let messagesPerTurn = 64
    /// How long the thread that owns a process's sockets stays awake when it has nothing to do: as long as
    /// the other side takes for a short answer, and little beside a step that computes for longer.
    package static let wakefulWait = Duration.microseconds(100)
    /// Requests answered before workers get their turn: a status takes as long as a small step.
    package static let requestsPerTurn = 4
    /// Lines of one topic that the log takes ...
    package static let lines = 10
    /// ... within this time.
    package static let lineTime = Duration.seconds(60)
    /// Topics told apart.
    package static let lineTopics = 1024
    /// How long a coordinator is away before a worker looks for the reason ...
    static let firstLook = Duration.seconds(2)
    /// ... how often it does so again ...
    static let laterLooks = Duration.seconds(10)
    /// ... and says the same again.
    static let sayAgain = Duration.seconds(600)
    /// Submitted jobs whose data are read at the same time ...
    static let jobReaders = 2
    /// ... and those that may wait for it, too.
    static let submittedJobs = 64
    /// Seconds after which a coordinator that took a run up has not died of it.
    static let takingUp = 60.0
    /// Descriptors that a coordinator asks the system for: each connection takes one, each local worker some
    /// more.
    package static let descriptors = 65_536
}
