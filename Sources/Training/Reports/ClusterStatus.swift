import Jobs

/// What a coordinator is doing, as `lockstep status` shows it. An immutable value: whoever looks at it
/// disturbs nobody.
package struct ClusterStatus: Sendable, Codable {
    package struct Coordinator: Sendable, Codable {
        package let pid: Int
        package let uptimeSeconds: Double
        package let term: UInt64
    }

    package struct Job: Sendable, Codable {
        /// The run's identifier.
        package let id: String
        package let name: String
        package let state: RunState
        /// Updates applied, and how many there will be unless training stops early.
        package let step: Int
        package let steps: Int
        /// The epoch at work, from 1.
        package let epoch: Int
        package let epochs: Int
        /// Mean loss of the current epoch so far, or of the last one at an epoch's start; nil before the
        /// first step.
        @ExplicitNull package var trainLoss: Double?
        /// Of the last complete epoch.
        @ExplicitNull package var validationLoss: Double?
        /// What the forecasts of that epoch's validation came to.
        @ExplicitNull package var validation: ForecastMeasures?
        /// What the naive forecasts get wrong over the windows of the validation loss; nil until they are
        /// made.
        @ExplicitNull package var naive: NaiveSummary?
        /// Of the update that follows.
        package let learningRate: Double
        @ExplicitNull package var samplesPerSecond: Double?
        /// Seconds from one update to the next, validation included, smoothed.
        @ExplicitNull package var stepSeconds: Double?
        @ExplicitNull package var etaSeconds: Double?
        package let parameters: Int
        /// The step of the newest checkpoint on disk.
        @ExplicitNull package var checkpointStep: Int?
        /// Why the newest checkpoint could not be written.
        @ExplicitNull package var checkpointProblem: String?
        package let mixedHardware: Bool
    }

    package struct Worker: Sendable, Codable {
        package let name: String
        package let pid: Int
        package let host: String
        package let threads: Int
        package let state: WorkerStatus
        package let step: Int
        /// Microbatches and evaluation slices whose results counted.
        package let microbatches: Int
        package let samplesPerSecond: Double
        package let lastSeenSeconds: Double
    }

    /// Forecasts that somebody waits for.
    package struct Order: Sendable, Codable {
        /// SHA-256 of what is computed.
        package let digest: String
        package let progress: OrderProgress
        /// Orders that wait for their turn.
        package let waiting: Int
    }

    package let coordinator: Coordinator
    @ExplicitNull package var job: Job?
    /// Runs that wait for their turn.
    package let queue: [String]
    /// The order that is computed.
    @ExplicitNull package var order: Order?
    package let workers: [Worker]
    /// The newest incidents.
    package let incidents: [Incident]
    /// All incidents since the coordinator started.
    package let incidentCount: Int
    /// The same by kind.
    package let incidentCounts: [String: Int]
    /// What slows or stops the job now, what weighs most first; empty where nothing does.
    package let findings: [Finding]
}
