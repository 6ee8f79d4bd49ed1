extension CoordinatorCore {
    /// What slows or stops the job at work now, what weighs most first; empty where nothing does.
    func findings(at now: Instant) -> [Finding] {
        guard let run, !run.isEnded, case .notAsked = ending else { return [] }
        var findings = nobodyAtWork(at: now) + disputes + standingStill(at: now)
        if findings.isEmpty { findings += slowWorkers(at: now) }
        findings += lentWorkers + preparing(at: now) + absent(at: now)
        if let problem = run.checkpoints.problem {
            findings.append(
                Finding(.disk, "checkpoints cannot be written: \(problem); training goes on without them"))
        }
        return findings
    }

    private func nobodyAtWork(at now: Instant) -> [Finding] {
        let able = crew.sorted.filter { !$0.isQuarantined }
        if able.isEmpty {
            let lost = crew.missing.keys.sorted().joined(separator: ", ")
            let words = lost.isEmpty ? "none has joined yet" : "lost: \(lost)"
            return [Finding(.absence, stops: true, "no worker is there (\(words)); the job waits for one")]
        }
        guard !able.contains(where: { $0.state == .ready }) else { return [] }
        return [
            Finding(.data, stops: true, "no worker is ready yet: \(able.count) fetch or set up the data")
        ]
    }

    private var disputes: [Finding] {
        (work?.audits ?? []).filter(\.isDisputed).map { audit in
            let names = Set(audit.answers.map(\.worker)).sorted().joined(separator: " and ")
            return Finding(
                .arithmetic, stops: true,
                "\(names) disagree on microbatches \(audit.node.lower) ..< \(audit.node.upper); a third "
                    + "worker has to decide")
        }
    }

    /// Workers that have work in hand and let others wait.
    private func standingStill(at now: Instant) -> [Finding] {
        crew.sorted.compactMap { member in
            guard let handout = work?.handouts[member.peer] else { return nil }
            let name = member.hello.name
            let silence = now.seconds(since: member.lastSeen)
            if silence > 2 * Limits.heartbeatInterval.inSeconds {
                return Finding(
                    .pause, worker: name, stops: true,
                    "\(name) has said nothing for \(Self.inWords(silence)): stopped, swapped out or cut off; "
                        + "at \(Limits.silence.inSeconds) s its work goes to others")
            }
            guard handout.due <= now else { return nil }
            let overdue = Self.inWords(now.seconds(since: handout.expected))
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
        crew.sorted.compactMap { member in
            let (name, speed) = (member.hello.name, member.speed)
            guard !member.isQuarantined, speed.count >= Limits.slowMeasurements else { return nil }
            if let own = speed.microbatches, let usual = crew.usualSpeed(without: member.peer),
                let since = member.slowness.since, since + Limits.slowFinding <= now
            {
                return Finding(
                    .computation, worker: name,
                    "\(name) computes a microbatch in \(Self.inWords(1 / own)), the others in "
                        + "\(Self.inWords(1 / usual))")
            }
            guard speed.onTheWay > speed.computing, speed.onTheWay > Limits.heartbeatInterval.inSeconds / 100
            else { return nil }
            return Finding(
                .network, worker: name,
                "\(name) computes a share in \(Self.inWords(speed.computing)), but weights and gradients "
                    + "take \(Self.inWords(speed.onTheWay)) on the way, or wait for a processor")
        }
    }

    /// Who computes forecasts meanwhile.
    private var lentWorkers: [Finding] {
        guard let order = orders.work, !orders.lent.isEmpty else { return [] }
        return [
            Finding(
                .forecasts,
                "\(orders.lent.count) of \(crew.able.count) worker(s) compute forecasts that somebody waits "
                    + "for: \(order.order.slices - order.left) of \(order.order.slices) slices are done")
        ]
    }

    private func preparing(at now: Instant) -> [Finding] {
        crew.sorted.compactMap { member in
            let seconds = now.seconds(since: member.preparedAt)
            guard member.state == .preparing, !member.isQuarantined, seconds > 1 else { return nil }
            return Finding(
                .data, worker: member.hello.name,
                "\(member.hello.name) has been fetching or setting up the data for \(Self.inWords(seconds))")
        }
    }

    private func absent(at now: Instant) -> [Finding] {
        let lost = crew.missing.sorted { $0.key < $1.key }.compactMap { name, since -> Finding? in
            guard now < since + Limits.missed else { return nil }
            return Finding(
                .absence, worker: name,
                "\(name) has been missing for \(Self.inWords(now.seconds(since: since))); others do its work")
        }
        let wrong = crew.sorted.filter(\.isQuarantined).map { member in
            Finding(
                .arithmetic, worker: member.hello.name,
                "\(member.hello.name) computed wrong bits and gets no work")
        }
        return wrong + lost
    }
}
