/// Something that went wrong and was dealt with, for status and history.
package struct Incident: Sendable, Equatable, Codable {
    package enum Kind: String, Sendable, Codable, CaseIterable {
        case workerLost = "worker_lost"
        case workerReturned = "worker_returned"
        case workerLate = "worker_late"
        case workerSlow = "worker_slow"
        case workerRefused = "worker_refused"
        case workerReplaced = "worker_replaced"
        case workerGivenUp = "worker_given_up"
        case noWorkers = "no_workers"
        case badMessage = "bad_message"
        case auditDifference = "audit_difference"
        case auditUndecided = "audit_undecided"
        case checkpointFailed = "checkpoint_failed"
        case checkpointUnusable = "checkpoint_unusable"
        case mixedHardware = "mixed_hardware"
        case jobFailed = "job_failed"
        case runUnusable = "run_unusable"
        case coordinatorRestarted = "coordinator_restarted"
        case coordinatorGivenUp = "coordinator_given_up"
    }

    /// What stands behind it: where somebody would begin to look.
    package enum Cause: String, Sendable, Codable, CaseIterable {
        /// A process is not there: it ended, or never came.
        case absence
        /// A process or its connection stands still: stopped, swapped out, cut off.
        case pause
        /// A processor is slower than the others.
        case computation
        /// Messages take long, or do not arrive.
        case network
        /// The series is being fetched or set up, or cannot be.
        case data
        /// Files cannot be written or read.
        case disk
        /// Numbers that are wrong.
        case arithmetic
        /// A peer that is not what it should be: another version, another processor, no message at all.
        case peer
        /// The job's own settings.
        case job
        /// Forecasts that somebody waits for.
        case forecasts
    }

    package let kind: Kind
    /// Seconds since the coordinator started.
    package let at: Double
    /// The time of day where it was written down: UTC, ISO 8601. A coordinator's decisions know no time of
    /// day.
    @ExplicitNull package var time: String?
    @ExplicitNull package var step: Int?
    @ExplicitNull package var worker: String?
    package let cause: Cause
    package let cost: Cost
    /// How many of this kind it stands for: what strangers can bring about is summed up.
    package internal(set) var count: Int
    /// What happened and what was done about it.
    package let message: String

    /// What an incident cost the run.
    package struct Cost: Sendable, Equatable, Codable {
        /// Microbatches or slices that are computed once more.
        package let microbatches: Int
        /// Seconds that work was in the wrong hands, or that somebody was away.
        package let seconds: Double

        package init(microbatches: Int = 0, seconds: Double = 0) {
            self.microbatches = microbatches
            self.seconds = seconds
        }
    }

    package init(
        _ kind: Kind, at: Double, step: Int? = nil, worker: String? = nil, cause: Cause, cost: Cost = Cost(),
        message: String
    ) {
        self.kind = kind
        self.at = at
        self.step = step
        self.worker = worker
        self.cause = cause
        self.cost = cost
        count = 1
        self.message = message
    }
}
