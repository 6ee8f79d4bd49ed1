/// What happens to a local cluster's processes.
package enum SupervisionEvent: Sendable {
    /// Start the cluster.
    case begin
    case ended(ChildID, ProcessEnd)
    /// What a `start` action asks for cannot be done: the launcher cannot go on.
    case notStarted(ChildID, reason: String)
    /// The launcher itself cannot go on.
    case failed(reason: String)
    /// A `tell` action is over: the coordinator has answered, or did not in time.
    case told(Control, isAnswered: Bool)
    /// SIGTERM or SIGINT to the launcher.
    case stopRequested
    case tick
}

/// What is to be done about a local cluster's processes.
package enum SupervisionAction: Sendable, Equatable {
    package enum Signal: Sendable, Equatable {
        /// Save, say farewell and end.
        case terminate
        /// End at once.
        case kill
    }

    /// Answered by `ended` some day, or by `notStarted`.
    ///
    /// `isRestart`: it takes the place of one that ended.
    case start(ChildID, isRestart: Bool)
    case signal(ChildID, Signal)
    /// Ask the coordinator; answered by `told`.
    case tell(Control)
    /// Tell a person.
    case say(String)
    /// Keep in the histories of the runs at work what their coordinator cannot keep any more.
    case keep(Incident)
    /// Nothing runs any more.
    case end(Supervision.Outcome)
}
