/// What slows or stops the job at work, as `lockstep why` tells it.
package struct Finding: Sendable, Codable, Equatable {
    package let cause: Incident.Cause
    /// The worker concerned; nil where it is nobody in particular.
    @ExplicitNull package var worker: String?
    /// Whether steps cannot be applied until it is over; else they only take longer.
    package let stops: Bool
    package let message: String

    package init(_ cause: Incident.Cause, worker: String? = nil, stops: Bool = false, _ message: String) {
        self.cause = cause
        self.worker = worker
        self.stops = stops
        self.message = message
    }
}

extension CoordinatorCore {
    /// What slows or stops the job at work now, what weighs most first; empty where nothing does.
    func findings(at now: Instant) -> [Finding] {
        guard let run, !run.isFinished else { return [] }
        switch phase {
        case .stopping, .stopped: return []
        case .idle, .training, .evaluating: break
        }
        var findings = nobodyAtWork(at: now) + disputes + standingStill(at: now)
        if findings.isEmpty { findings += slowWorkers(at: now) }
        findings += preparing(at: now) + absent(at: now)
        if let problem = run.writeProblem {
            findings.append(
                Finding(.disk, "checkpoints cannot be written: \(problem); training goes on without them"))
        }
        return findings
    }

    private func nobodyAtWork(at now: Instant) -> [Finding] {
        let able = members.sorted.filter { !$0.isQuarantined }
        if able.isEmpty {
            let lost = missing.keys.sorted().joined(separator: ", ")
            let words = lost.isEmpty ? "none has joined yet" : "lost: \(lost)"
            return [Finding(.absence, stops: true, "no worker is there (\(words)); the job waits for one")]
        }
        guard !able.contains(where: { $0.state == .ready }) else { return [] }
        return [
            Finding(.data, stops: true, "no worker is ready yet: \(able.count) fetch or set up the data")
        ]
    }

    private var disputes: [Finding] {
        let disputed: [(TreeNode, [String])]
        switch phase {
        case .training(let tally):
            disputed = tally.audits.filter(\.isDisputed).map { ($0.node, $0.answers.map(\.worker)) }
        case .evaluating(let tally):
            disputed = tally.audits.filter(\.isDisputed).map { ($0.node, $0.answers.map(\.worker)) }
        case .idle, .stopping, .stopped: return []
        }
        return disputed.map { node, workers in
            let names = Set(workers).sorted().joined(separator: " and ")
            return Finding(
                .arithmetic, stops: true,
                "\(names) disagree on microbatches \(node.lower) ..< \(node.upper); a third worker has to "
                    + "decide")
        }
    }

    /// Workers that have work in hand and let others wait.
    private func standingStill(at now: Instant) -> [Finding] {
        members.sorted.compactMap { member in
            guard let order = board.orders[member.peer] else { return nil }
            let name = member.hello.name
            let silence = now.seconds(since: member.lastSeen)
            if silence > 2 * Limits.heartbeatInterval.inSeconds {
                return Finding(
                    .pause, worker: name, stops: true,
                    "\(name) has said nothing for \(inWords(silence)): stopped, swapped out or cut off; "
                        + "at \(Limits.silence.inSeconds) s its work goes to others")
            }
            guard order.due <= now else { return nil }
            let overdue = inWords(now.seconds(since: order.expected))
            let cause = causeOfLateness(member, at: now)
            let words =
                cause == .network
                ? "says it has nothing to do: the assignment or its answer is on the way"
                : "is still computing"
            return Finding(cause, worker: name, stops: true, "\(name) is \(overdue) late and \(words)")
        }
    }

    /// Who makes the steps long, if anybody does: by its processor, or by what lies between.
    private func slowWorkers(at now: Instant) -> [Finding] {
        members.sorted.compactMap { member in
            let (name, speed) = (member.hello.name, member.speed)
            guard !member.isQuarantined, speed.count >= Limits.slowMeasurements else { return nil }
            if let own = speed.microbatches, let usual = usualSpeed(without: member.peer),
                let since = member.slowSince, since + Limits.slowFinding <= now
            {
                return Finding(
                    .computation, worker: name,
                    "\(name) computes a microbatch in \(inWords(1 / own)), the others in "
                        + "\(inWords(1 / usual))")
            }
            guard speed.onTheWay > speed.computing, speed.onTheWay > Limits.heartbeatInterval.inSeconds / 100
            else { return nil }
            return Finding(
                .network, worker: name,
                "\(name) computes a share in \(inWords(speed.computing)), but weights and gradients take "
                    + "\(inWords(speed.onTheWay)) on the way, or wait for a processor")
        }
    }

    private func preparing(at now: Instant) -> [Finding] {
        members.sorted.compactMap { member in
            let seconds = now.seconds(since: member.preparedAt)
            guard member.state == .preparing, !member.isQuarantined, seconds > 1 else { return nil }
            return Finding(
                .data, worker: member.hello.name,
                "\(member.hello.name) has been fetching or setting up the data for \(inWords(seconds))")
        }
    }

    private func absent(at now: Instant) -> [Finding] {
        let lost = missing.sorted { $0.key < $1.key }.map { name, since in
            Finding(
                .absence, worker: name,
                "\(name) has been missing for \(inWords(now.seconds(since: since))); others do its work")
        }
        let wrong = members.sorted.filter(\.isQuarantined).map { member in
            Finding(
                .arithmetic, worker: member.hello.name,
                "\(member.hello.name) computed wrong bits and gets no work")
        }
        return wrong + lost
    }
}
