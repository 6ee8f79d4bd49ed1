/// Who comes and who goes.
extension CoordinatorCore {
    mutating func admit(_ hello: Hello, from peer: PeerID, at now: Instant) {
        if case .asked(let reason, _, _) = ending {
            send(.stop(Stop(reason: reason)), to: peer)
            return
        }
        if let member = crew[peer], member.hello == hello, member.state == .preparing,
            !isLost(since: member.preparedAt, by: member, at: now), !planted(.everyHelloIsANewOne)
        {
            // It is welcome already: that, and the job's name, are on the way.
            return crew.update(peer) { $0.lastSeen = now }
        }
        if let problem = refusal(of: hello) {
            send(.refused(problem), to: peer)
            note(.workerRefused, problem.reason, worker: hello.name, cause: .peer, at: now)
            return
        }
        if let old = crew.named(hello.name), old.peer != peer, !planted(.namesakesStay) {
            crew.remove(old.peer)
            work?.release(old.peer)
            orders.forget(old.peer)
            // Else the two would take each other's place for ever.
            send(.stop(Stop(reason: "another worker has joined as \(hello.name)")), to: old.peer)
            note(
                .workerReplaced, "another worker has joined as \(hello.name); it takes its place",
                worker: hello.name, cause: .peer, at: now)
        }
        work?.release(peer)
        orders.forget(peer)
        if let lostAt = crew.admit(hello, from: peer, at: now) {
            let seconds = now.seconds(since: lostAt)
            note(
                .workerReturned, "\(hello.name) is back", worker: hello.name, cause: .absence,
                cost: Incident.Cost(seconds: seconds), at: now)
        }
        report(.log("\(hello.name) joined from \(hello.host), pid \(hello.pid), \(hello.threads) thread(s)"))
        send(
            .welcome(Welcome(heartbeatInterval: Limits.heartbeatInterval, graceTime: Limits.graceTime)),
            to: peer)
        if run?.isEnded == false { prepare(peer, at: now) } else { dispatch(at: now) }
    }

    /// Why a worker cannot be admitted; nil when it can.
    private func refusal(of hello: Hello) -> Refused? {
        if crew.count >= Limits.workers && crew.named(hello.name) == nil {
            return Refused(
                code: .tooManyWorkers, reason: "there are \(crew.count) workers already, the most allowed")
        }
        guard let run, !run.isEnded, !run.accepts(hello.fingerprint) else { return nil }
        return Refused(
            code: .fingerprint,
            reason:
                "the arithmetic of \(hello.host) gives other bits (fingerprint "
                + "\(hello.fingerprint.prefix(12)), this run began with \(run.fingerprint.prefix(12))); "
                + "use machines of one kind of processor, or set mixed_hardware: true in the job, and then "
                + "the result's bits are not promised")
    }

    /// Names the job at work to a member, and takes note of its fingerprint.
    mutating func prepare(_ peer: PeerID, at now: Instant) {
        guard let run, let member = crew[peer] else { return }
        switch self.run?.meet(member.hello.fingerprint) {
        case .first: report(.fingerprint(run: run.id, member.hello.fingerprint))
        case .same, nil: break
        case .mixed:
            note(
                .mixedHardware,
                "workers of different processors take part; this run's bits are not promised",
                worker: member.hello.name, cause: .peer, at: now)
        case .refused:
            if let refused = refusal(of: member.hello) {
                send(.refused(refused), to: peer)
                note(.workerRefused, refused.reason, worker: member.hello.name, cause: .peer, at: now)
            }
            crew.remove(peer)
            orders.forget(peer)
            return
        }
        crew.update(peer) {
            $0.state = .preparing
            $0.preparedAt = now
            $0.weightsVersion = nil
            $0.sharesMemory = false
        }
        send(.prepare(run.prepare), to: peer)
        actions.append(
            .offerMemory(
                run: run.id, numbers: run.state.weights.count, to: peer, threads: member.hello.threads,
                term: term))
    }

    /// Takes a member's work away and gives it to others.
    mutating func lose(_ peer: PeerID, because reason: String, cause: Incident.Cause, at now: Instant) {
        guard let member = crew.remove(peer) else { return }
        orders.forget(peer)
        let handout = planted(.lostWorkStaysGiven) ? work?.handouts[peer] : work?.release(peer)
        if case .asked = ending { return endIfNothingIsLeft(at: now) }
        crew.miss(member.hello.name, since: now)
        let words = handout.map { "; its \($0.leaves.count) microbatch(es) go to others" } ?? ""
        note(
            .workerLost, "\(member.hello.name) is lost: \(reason)\(words)", worker: member.hello.name,
            cause: cause,
            cost: handout.map {
                Incident.Cost(microbatches: $0.leaves.count, seconds: now.seconds(since: $0.since))
            } ?? Incident.Cost(), at: now)
        warnIfDeserted(at: now)
        dispatch(at: now)
    }

    mutating func warnIfDeserted(at now: Instant) {
        guard run?.isEnded == false, crew.isDeserted, case .notAsked = ending else { return }
        note(
            .noWorkers, "no worker is left; the job waits until one joins", cause: .absence, at: now)
    }

    mutating func leave(_ member: Member, _ leaving: Leaving, at now: Instant) {
        crew.remove(member.peer)
        work?.release(member.peer)
        orders.forget(member.peer)
        report(.log("\(member.hello.name) left: \(leaving.reason)"))
        warnIfDeserted(at: now)
        dispatch(at: now)
        endIfNothingIsLeft(at: now)
    }
}
