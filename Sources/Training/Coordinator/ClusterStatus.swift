/// What a coordinator is doing, as `lockstep status` shows it. An immutable value: whoever looks at it disturbs nobody.
public struct ClusterStatus: Sendable, Codable {
    public struct Coordinator: Sendable, Codable {
        public let pid: Int
        public let uptimeSeconds: Double
        public let term: UInt64
    }

    public struct Job: Sendable, Codable {
        /// The run's identifier.
        public let id: String
        public let name: String
        /// `waiting` (for workers), `training`, `validating`, `testing`, `finished`, `failed`, `interrupted` or
        /// `queued`.
        public let state: String
        /// Updates applied, and how many there will be unless training stops early.
        public let step: Int
        public let steps: Int
        /// The epoch at work, from 1.
        public let epoch: Int
        public let epochs: Int
        /// Mean loss of the current epoch so far, or of the last one at an epoch's start; nil before the first step.
        @ExplicitNull public var trainLoss: Double?
        /// Of the last complete epoch.
        @ExplicitNull public var validationLoss: Double?
        @ExplicitNull public var samplesPerSecond: Double?
        /// Seconds from one update to the next, validation included, smoothed.
        @ExplicitNull public var stepSeconds: Double?
        @ExplicitNull public var etaSeconds: Double?
        public let parameters: Int
        /// The step of the newest checkpoint on disk.
        @ExplicitNull public var checkpointStep: Int?
        /// Why the newest checkpoint could not be written.
        @ExplicitNull public var checkpointProblem: String?
        public let mixedHardware: Bool
    }

    public struct Worker: Sendable, Codable {
        public let name: String
        public let pid: Int
        public let host: String
        public let threads: Int
        /// `idle`, `preparing`, `waiting`, `computing` or `quarantined`.
        public let state: String
        public let step: Int
        /// Microbatches and evaluation slices whose results counted.
        public let microbatches: Int
        public let samplesPerSecond: Double
        public let lastSeenSeconds: Double
    }

    public let coordinator: Coordinator
    @ExplicitNull public var job: Job?
    /// Runs that wait for their turn.
    public let queue: [String]
    public let workers: [Worker]
    /// The newest incidents.
    public let incidents: [Incident]
    /// All incidents since the coordinator started.
    public let incidentCount: Int
    /// The same by kind.
    public let incidentCounts: [String: Int]
    /// What slows or stops the job now, what weighs most first; empty where nothing does.
    public let findings: [Finding]
}

extension CoordinatorCore {
    /// What the coordinator and its workers are doing.
    ///
    /// - Parameters:
    ///   - pid: The coordinator's process.
    ///   - waiting: Runs that wait for their turn.
    public func status(pid: Int, waiting: [String], at now: Instant) -> ClusterStatus {
        ClusterStatus(
            coordinator: .init(pid: pid, uptimeSeconds: now.seconds(since: startedAt), term: term),
            job: run.map(status), queue: waiting,
            workers: members.sorted.map { member in
                .init(
                    name: member.hello.name, pid: member.hello.pid, host: member.hello.host,
                    threads: member.hello.threads,
                    state: Self.name(of: member, hasWork: board.orders[member.peer] != nil),
                    step: member.step, microbatches: member.microbatches,
                    samplesPerSecond: member.samplesPerSecond,
                    lastSeenSeconds: now.seconds(since: member.lastSeen))
            }, incidents: incidents.newest, incidentCount: incidents.total,
            incidentCounts: Dictionary(
                uniqueKeysWithValues: incidents.counts.map { ($0.key.rawValue, $0.value) }),
            findings: findings(at: now))
    }

    private func status(of run: ActiveRun) -> ClusterStatus.Job {
        let state = run.state
        let last = state.epochs.last
        let epochs = run.plan.job.training.epochs
        let left = run.isFinished ? 0 : max(0, run.plan.steps - state.step)
        return ClusterStatus.Job(
            id: run.id, name: run.plan.job.name, state: stateName(of: run), step: state.step,
            steps: run.plan.steps,
            epoch: run.isFinished ? state.epochs.count : min(state.epochs.count + 1, epochs), epochs: epochs,
            trainLoss: state.epochSamples > 0
                ? state.epochLoss / Double(state.epochSamples) : last?.trainLoss,
            validationLoss: last?.validationLoss, samplesPerSecond: pace.samplesPerSecond,
            stepSeconds: pace.secondsPerStep, etaSeconds: pace.secondsPerStep.map { $0 * Double(left) },
            parameters: state.weights.count,
            checkpointStep: run.savedStep, checkpointProblem: run.writeProblem, mixedHardware: run.isMixed)
    }

    private func stateName(of run: ActiveRun) -> String {
        if run.isFailed { return "failed" }
        if run.isFinished { return "finished" }
        switch phase {
        case .stopping, .stopped: return "interrupted"
        case .idle, .training, .evaluating: break
        }
        guard members.sorted.contains(where: \.isAble) else {
            return "waiting"
        }
        switch board.purpose {
        case .train: return "training"
        case .validate: return "validating"
        case .test: return "testing"
        }
    }

    private static func name(of member: Member, hasWork: Bool) -> String {
        if member.isQuarantined { return "quarantined" }
        return switch member.state {
        case .idle: "idle"
        case .preparing: "preparing"
        case .ready: hasWork ? "computing" : "waiting"
        }
    }
}
