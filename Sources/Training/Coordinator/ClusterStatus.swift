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
        /// `waiting` (for workers), `training`, `validating`, `testing`, `finished`, `failed`, `interrupted`
        /// or `queued`.
        package let state: String
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
        /// `idle`, `preparing`, `waiting`, `computing` or `quarantined`.
        package let state: String
        package let step: Int
        /// Microbatches and evaluation slices whose results counted.
        package let microbatches: Int
        package let samplesPerSecond: Double
        package let lastSeenSeconds: Double
    }

    package let coordinator: Coordinator
    @ExplicitNull package var job: Job?
    /// Runs that wait for their turn.
    package let queue: [String]
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

extension CoordinatorCore {
    /// What the coordinator and its workers are doing.
    ///
    /// - Parameters:
    ///   - pid: The coordinator's process.
    ///   - waiting: Runs that wait for their turn.
    package func status(pid: Int, waiting: [String], at now: Instant) -> ClusterStatus {
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
