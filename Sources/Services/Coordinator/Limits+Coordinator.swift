import Training

/// The bounds that concern nothing but the coordinator's loop and log.
extension Limits {
    /// Requests answered before workers get their turn: a status takes as long as a small step.
    static let requestsPerTurn = 4
    /// Lines of one topic that the log takes ...
    static let lines = 10
    /// ... within this time.
    static let lineTime = Duration.seconds(60)
    /// Topics told apart.
    static let lineTopics = 1024
    /// Descriptors that a coordinator asks the system for: each connection takes one, each local worker some
    /// more.
    static let descriptors = 65_536
}
