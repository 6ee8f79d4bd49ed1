import Jobs

extension CoordinatorCore {
    /// What the coordinator and its workers are doing.
    ///
    /// - Parameter pid: The coordinator's process.
    package func status(pid: Int, at now: Instant) -> ClusterStatus {
        ClusterStatus(
            coordinator: .init(pid: pid, uptimeSeconds: now.seconds(since: startedAt), term: term),
            job: run.map(status), queue: queue.waiting,
            order: orders.work.map {
                .init(
                    digest: $0.order.digest, progress: $0.progress(at: now), waiting: orders.waiting.count)
            },
            workers: crew.sorted.map { member in
                .init(
                    name: member.hello.name, pid: member.hello.pid, host: member.hello.host,
                    threads: member.hello.threads,
                    state: Self.status(of: member, hasWork: isComputing(member)),
                    step: member.step, microbatches: member.microbatches,
                    samplesPerSecond: member.samplesPerSecond,
                    lastSeenSeconds: now.seconds(since: member.lastSeen))
            }, incidents: incidents.newest, incidentCount: incidents.total,
            incidentCounts: Dictionary(
                uniqueKeysWithValues: incidents.counts.map { ($0.key.rawValue, $0.value) }),
            findings: findings(at: now))
    }

    private func status(of run: TrainingRun) -> ClusterStatus.Job {
        let state = run.state
        let last = state.epochs.last
        let epochs = run.epochs
        let left = run.isEnded ? 0 : max(0, run.steps - state.step)
        return ClusterStatus.Job(
            id: run.id, name: run.plan.job.name, state: runState(of: run), step: state.step,
            steps: run.steps,
            epoch: run.isEnded ? state.epochs.count : min(state.epochs.count + 1, epochs), epochs: epochs,
            trainLoss: state.epochSamples > 0
                ? state.epochLoss / Double(state.epochSamples) : last?.trainLoss,
            validationLoss: last?.validationLoss, validation: last?.validation,
            learningRate: run.learningRate,
            samplesPerSecond: run.pace.samplesPerSecond,
            stepSeconds: run.pace.secondsPerStep,
            etaSeconds: run.pace.secondsPerStep.map { $0 * Double(left) },
            parameters: state.weights.count,
            checkpointStep: run.checkpoints.savedStep, checkpointProblem: run.checkpoints.problem,
            mixedHardware: run.isMixed)
    }

    private func runState(of run: TrainingRun) -> RunState {
        let stage: RunState =
            switch run.stage {
            case .training: .training
            case .validating: .validating
            case .testing: .testing
            case .failed: .failed
            case .finished: .finished
            }
        guard !run.isEnded else { return stage }
        guard case .notAsked = ending else { return .interrupted }
        return crew.able.isEmpty ? .waiting : stage
    }

    private func isComputing(_ member: Member) -> Bool {
        work?.handouts[member.peer] != nil || orders.work?.handouts[member.peer] != nil
    }

    private static func status(of member: Member, hasWork: Bool) -> WorkerStatus {
        if member.isQuarantined { return .quarantined }
        return switch member.state {
        case .idle: hasWork ? .computing : .idle
        case .preparing: .preparing
        case .ready: hasWork ? .computing : .waiting
        }
    }
}
