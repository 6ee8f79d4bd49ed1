/// Something that went wrong and was dealt with, for status and history.
public struct Incident: Sendable, Equatable, Codable {
    public enum Kind: String, Sendable, Codable {
        case workerLost = "worker_lost"
        case workerLate = "worker_late"
        case workerRefused = "worker_refused"
        case workerReplaced = "worker_replaced"
        case workerGivenUp = "worker_given_up"
        case noWorkers = "no_workers"
        case badMessage = "bad_message"
        case checkpointFailed = "checkpoint_failed"
        case checkpointUnusable = "checkpoint_unusable"
        case mixedHardware = "mixed_hardware"
        case jobFailed = "job_failed"
        case coordinatorRestarted = "coordinator_restarted"
        case coordinatorGivenUp = "coordinator_given_up"
    }
    public let kind: Kind
    /// Seconds since the coordinator started.
    public let at: Double
    @ExplicitNull public var step: Int?
    @ExplicitNull public var worker: String?
    /// What happened and what was done about it.
    public let message: String

    public init(_ kind: Kind, at: Double, step: Int? = nil, worker: String? = nil, message: String) {
        self.kind = kind
        self.at = at
        self.step = step
        self.worker = worker
        self.message = message
    }
}
