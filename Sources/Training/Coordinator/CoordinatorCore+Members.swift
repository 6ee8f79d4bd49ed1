extension CoordinatorCore {
    mutating func receive(_ envelope: Envelope, from peer: PeerID, at now: Instant) {
        if case .hello(let hello) = envelope.message {
            admit(hello, from: peer, at: now)
            return
        }
        guard let member = members[peer] else {
            if planted(.strangersGetNoAnswer) { return }
            send(
                .refused(
                    Refused(code: .unknownWorker, reason: "this coordinator does not know you; say Hello")),
                to: peer)
            return
        }
        members.update(peer) { $0.lastSeen = now }
        if case .heartbeat(let heartbeat) = envelope.message {
            // Of any term: one of an earlier term may mean that the message that began this term was lost.
            receive(heartbeat, from: member, at: now)
            return
        }
        if case .leaving(let leaving) = envelope.message {
            // Of any term: it may leave before it has been told one.
            return leave(member, leaving, at: now)
        }
        guard envelope.term == term || planted(.staleTermsCount) else { return }
        switch envelope.message {
        case .ready(let ready):
            guard ready.run == run?.id else { return }
            board.release(peer)
            members.update(peer) {
                $0.state = .ready
                if !planted(.readyWorkersKeepTheirWeights) { $0.weightsVersion = nil }
            }
            dispatch(at: now)
        case .fetchData(let fetch):
            guard fetch.digest == run?.dataDigest else { return }
            actions.append(.sendData(digest: fetch.digest, offset: fetch.offset, to: peer, term: term))
        case .gradient(let gradient): receive(gradient, from: member, at: now)
        case .evaluation(let evaluation): receive(evaluation, from: member, at: now)
        case .memoryAttached(let attached):
            guard attached.run == run?.id else { return }
            members.update(peer) { $0.sharesMemory = true }
        case .hello, .heartbeat, .leaving: return
        case .welcome, .refused, .prepare, .dataChunk, .assignment, .stop, .memoryOffer:
            malformed(from: peer, "a message that only coordinators send", at: now)
        }
    }

    private mutating func leave(_ member: Member, _ leaving: Leaving, at now: Instant) {
        _ = members.remove(member.peer)
        board.release(member.peer)
        report(.log("\(member.hello.name) left: \(leaving.reason)"))
        warnIfDeserted(at: now)
        dispatch(at: now)
        endIfNothingIsLeft(at: now)
    }

    private mutating func receive(_ heartbeat: Heartbeat, from member: Member, at now: Instant) {
        members.update(member.peer) {
            $0.reported = heartbeat.state
            $0.step = heartbeat.step
        }
        send(.heartbeat(heartbeat), to: member.peer)
        repeatWhatWasLost(member, reported: heartbeat.state, at: now)
    }

    /// A worker that says it has nothing, long after it was given something, never got the message; one that
    /// does not prepare, long after it was told to, never got that message, or its own that it is ready was
    /// lost; and one that has no job, though it said it was ready, said so before it joined anew.
    private mutating func repeatWhatWasLost(_ member: Member, reported: WorkerState, at now: Instant) {
        if planted(.lostMessagesStayLost) { return }
        switch (member.state, reported) {
        case (.preparing, .idle), (.preparing, .waiting), (.preparing, .computing), (.ready, .idle):
            guard member.preparedAt + Limits.lostMessage <= now else { return }
            board.release(member.peer)
            prepare(member.peer, at: now)
            dispatch(at: now)
        case (.ready, .waiting):
            guard let order = board.orders[member.peer], order.since + Limits.lostMessage <= now else {
                return
            }
            board.release(member.peer)
            members.update(member.peer) { $0.weightsVersion = nil }
            dispatch(at: now)
        case (.idle, _), (.preparing, .preparing), (.ready, .preparing), (.ready, .computing):
            return
        }
    }

    private mutating func admit(_ hello: Hello, from peer: PeerID, at now: Instant) {
        if case .stopping(let reason, _) = phase {
            send(.stop(Stop(reason: reason)), to: peer)
            return
        }
        if let problem = refusal(of: hello) {
            send(.refused(problem), to: peer)
            note(.workerRefused, problem.reason, worker: hello.name, cause: .peer, at: now)
            return
        }
        if let old = members.named(hello.name), old.peer != peer, !planted(.namesakesStay) {
            _ = members.remove(old.peer)
            board.release(old.peer)
            // Else the two would take each other's place for ever.
            send(.stop(Stop(reason: "another worker has joined as \(hello.name)")), to: old.peer)
            note(
                .workerReplaced, "another worker has joined as \(hello.name); it takes its place",
                worker: hello.name, cause: .peer, at: now)
        }
        board.release(peer)
        var member = Member(peer: peer, hello: hello, at: now)
        member.isQuarantined = quarantined.contains(hello.name)
        members.add(member)
        if let lostAt = missing.removeValue(forKey: hello.name) {
            let seconds = now.seconds(since: lostAt)
            note(
                .workerReturned, "\(hello.name) is back", worker: hello.name, cause: .absence,
                cost: Incident.Cost(seconds: seconds), at: now)
        }
        report(.log("\(hello.name) joined from \(hello.host), pid \(hello.pid), \(hello.threads) thread(s)"))
        send(
            .welcome(Welcome(heartbeatInterval: Limits.heartbeatInterval, graceTime: Limits.graceTime)),
            to: peer)
        if run?.isFinished == false { prepare(peer, at: now) }
    }

    /// Why a worker cannot be admitted; nil when it can.
    private func refusal(of hello: Hello) -> Refused? {
        if members.count >= Limits.workers && members.named(hello.name) == nil {
            return Refused(
                code: .tooManyWorkers, reason: "there are \(members.count) workers already, the most allowed")
        }
        if let run, !run.isFinished, !run.fingerprint.isEmpty, run.fingerprint != hello.fingerprint,
            !run.plan.job.mixedHardware
        {
            return Refused(
                code: .fingerprint,
                reason:
                    "the arithmetic of \(hello.host) gives other bits (fingerprint "
                    + "\(hello.fingerprint.prefix(12)), this run began with \(run.fingerprint.prefix(12))); "
                    + "use machines of one kind of processor, or set mixed_hardware: true in the "
                    + "job, and then the result's bits are not promised"
            )
        }
        return nil
    }

    /// Names the job at work to a member, and takes note of its fingerprint.
    mutating func prepare(_ peer: PeerID, at now: Instant) {
        guard let run, let member = members[peer] else { return }
        if run.fingerprint.isEmpty {
            self.run?.fingerprint = member.hello.fingerprint
            report(.fingerprint(run: run.id, member.hello.fingerprint))
        } else if run.fingerprint != member.hello.fingerprint {
            guard run.plan.job.mixedHardware else {
                if let refused = refusal(of: member.hello) {
                    send(.refused(refused), to: peer)
                    note(
                        .workerRefused, refused.reason, worker: member.hello.name, cause: .peer, at: now)
                }
                _ = members.remove(peer)
                return
            }
            if !run.isMixed {
                self.run?.isMixed = true
                note(
                    .mixedHardware,
                    "workers of different processors take part; this run's bits are not promised",
                    worker: member.hello.name, cause: .peer, at: now)
            }
        }
        members.update(peer) {
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

    mutating func malformed(from peer: PeerID, _ reason: String, at now: Instant) {
        note(
            .badMessage, "dropped: \(reason)", worker: members[peer]?.hello.name, cause: .peer, at: now)
    }

    /// Takes a member's work away and gives it to others.
    mutating func lose(_ peer: PeerID, because reason: String, cause: Incident.Cause, at now: Instant) {
        guard let member = members.remove(peer) else { return }
        let order = board.orders[peer]
        if !planted(.lostWorkStaysGiven) { board.release(peer) }
        if case .stopping = phase { return endIfNothingIsLeft(at: now) }
        if missing.count < Limits.workers { missing[member.hello.name] = now }
        let work = order.map { "; its \($0.leaves.count) microbatch(es) go to others" } ?? ""
        note(
            .workerLost, "\(member.hello.name) is lost: \(reason)\(work)", worker: member.hello.name,
            cause: cause,
            cost: order.map {
                Incident.Cost(microbatches: $0.leaves.count, seconds: now.seconds(since: $0.since))
            } ?? Incident.Cost(), at: now)
        warnIfDeserted(at: now)
        dispatch(at: now)
    }

    mutating func warnIfDeserted(at now: Instant) {
        guard let run, !run.isFinished, !members.sorted.contains(where: { !$0.isQuarantined }) else { return }
        if case .stopping = phase { return }
        note(
            .noWorkers, "no worker is left; the job waits until one joins", cause: .absence, at: now)
    }

    // MARK: Who is slow

    /// What most likely keeps a late worker.
    func causeOfLateness(_ member: Member, at now: Instant) -> Incident.Cause {
        if now.seconds(since: member.lastSeen) > 2 * Limits.heartbeatInterval.inSeconds { return .pause }
        return member.reported == .waiting ? .network : .computation
    }

    /// Reports a worker that has become much slower than the others, once.
    mutating func watchSpeed(of peer: PeerID, at now: Instant) {
        guard let member = members[peer], let own = member.speed.microbatches,
            member.speed.count >= Limits.slowMeasurements, let others = usualSpeed(without: peer)
        else { return }
        if own > Limits.slowShareOver * others {
            if member.slowSince != nil {
                members.update(peer) {
                    $0.slowSince = nil
                    $0.isKnownAsSlow = false
                }
            }
        } else if own < Limits.slowShare * others, member.slowSince == nil {
            members.update(peer) { $0.slowSince = now }
        } else if let since = member.slowSince, since + Limits.slowPatience <= now, !member.isKnownAsSlow {
            members.update(peer) { $0.isKnownAsSlow = true }
            note(
                .workerSlow,
                "\(member.hello.name) computes a microbatch in \(inWords(1 / own)), the others in "
                    + "\(inWords(1 / others)); it gets less work", worker: member.hello.name,
                cause: .computation, cost: Incident.Cost(seconds: now.seconds(since: since)), at: now)
        }
    }

    /// The middle one of the others' speeds, in microbatches a second and thread.
    func usualSpeed(without peer: PeerID) -> Double? {
        let speeds = members.sorted.filter { $0.peer != peer }.compactMap(\.speed.microbatches).sorted()
        return speeds.isEmpty ? nil : speeds[speeds.count / 2]
    }

    /// A time for people to read: in milliseconds below a second.
    func inWords(_ seconds: Double) -> String {
        let isShort = seconds < 1
        let tenths = Int((min(max(seconds, 0), 1e9) * (isShort ? 10_000 : 10)).rounded())
        return "\(tenths / 10).\(tenths % 10) \(isShort ? "ms" : "s")"
    }
}
