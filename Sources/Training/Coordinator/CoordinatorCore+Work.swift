import Jobs

/// Work: given out as the dispatcher decides, taken in, and checked by second opinions.
extension CoordinatorCore {
    // MARK: Handing out

    /// Gives work to every worker that has none, as far as there is some.
    mutating func dispatch(at now: Instant) {
        settle(at: now)
        giveSlices(at: now)
        let pace = run?.pace.secondsPerStep
        let taken = orders.taken
        let decisions =
            work.map { Dispatcher.decide($0, crew: crew, without: taken, secondsPerStep: pace, at: now) }
            ?? []
        for decision in decisions { carryOut(decision, at: now) }
    }

    private mutating func carryOut(_ decision: Dispatcher.Decision, at now: Instant) {
        switch decision {
        case .give(let leaves, let peer): assign(leaves, to: peer, at: now)
        case .takeBack(let peer):
            guard let late = crew[peer], let handout = work?.release(peer) else { return }
            isLate(
                late, with: handout, "is late with a second opinion; another is asked",
                again: handout.leaves.count, at: now)
        case .check(let node, let peer):
            guard let member = crew[peer] else { return }
            work?.asked(member.hello.name, about: node)
            assign(node.range, to: peer, audits: node, at: now)
        case .helpOut(let peer, let leaves, let helper):
            guard let late = crew[peer], let handout = work?.handouts[peer],
                let name = crew[helper]?.hello.name
            else { return }
            let patience = handout.due.nanoseconds - handout.since.nanoseconds
            work?.postpone(peer, until: now + Limits.lateMinimum + .nanoseconds(patience))
            isLate(
                late, with: handout, "is late; \(name) computes its work as well", again: leaves.count,
                at: now)
            assign(leaves, to: helper, at: now)
        case .overtake(let peer, let leaves, let helper):
            let node = work?.handouts[peer]?.audits
            work?.overtake(peer)
            if let node, let name = crew[helper]?.hello.name { work?.asked(name, about: node) }
            assign(leaves, to: helper, audits: node, at: now)
        }
    }

    private mutating func isLate(
        _ member: Member, with handout: Handout, _ words: String, again microbatches: Int, at now: Instant
    ) {
        note(
            .workerLate, "\(member.hello.name) \(words)", worker: member.hello.name,
            cause: causeOfLateness(member, at: now),
            cost: Incident.Cost(
                microbatches: microbatches, seconds: now.seconds(since: handout.expected)), at: now)
        crew.wasLate(
            member.peer, microbatches: handout.leaves.count, since: handout.since, at: now)
    }

    /// What most likely keeps a late worker.
    func causeOfLateness(_ member: Member, at now: Instant) -> Incident.Cause {
        if now.seconds(since: member.lastSeen) > 2 * Limits.heartbeatInterval.inSeconds { return .pause }
        return member.reported == .waiting ? .network : .computation
    }

    /// - Parameter audited: the node that is computed for a second opinion, if it is.
    private mutating func assign(
        _ leaves: Range<Int>, to peer: PeerID, audits audited: TreeNode? = nil, at now: Instant
    ) {
        guard let run, let member = crew[peer],
            let (purpose, step, all) = work.map({ ($0.purpose, $0.step, $0.leaves) })
        else { return }
        let weights = run.weights
        // Memory that is shared is written over: a worker that shares some is told each time where the
        // weights are.
        let holdsThem = member.weightsVersion == weights.version && !member.sharesMemory
        let computing =
            member.speed.microbatches.map { Double(leaves.count) / $0 } ?? Limits.unknownShare.inSeconds
        let partials = purpose == .train ? TreeNode.maximalNodes(in: leaves, leaves: all).count : 0
        let way = way(of: member, vectors: partials + (holdsThem ? 0 : 1))
        var patience = max(Limits.lateMinimum.inSeconds, Limits.lateFactor * computing) + 2 * way
        if audited != nil, member.lates > 0 { patience = min(patience, Limits.unansweredPatience.inSeconds) }
        var handout = Handout(
            leaves: leaves, since: now, due: now + .seconds(patience),
            expected: now + .seconds(computing + way), audits: audited)
        // Of somebody of whom neither speed nor way is known, nobody can say that others are sooner.
        handout.isOvertaken = member.speed.microbatches == nil && !member.speed.isWayKnown
        work?.give(handout, to: peer)
        let share = Share(purpose, step: step, leaves: leaves, partials: partials, since: now)
        let end = now + linePatience(member)
        crew.update(peer) {
            $0.weightsVersion = weights.version
            $0.isGiven(share, until: end)
        }
        let assignment = Assignment(
            run: run.id, step: step, purpose: purpose, microbatches: leaves,
            weightsVersion: weights.version, weights: holdsThem ? nil : weights.values)
        send(.assignment(assignment), to: peer)
    }

    /// Seconds that a share with so many vectors is expected to be on its way: over a line of which nothing
    /// is known, as over a usual one.
    private func way(of member: Member, vectors: Int) -> Double {
        guard !member.speed.isWayKnown, !member.sharesMemory else { return member.speed.onTheWay }
        let numbers = Double(vectors * (run?.state.weights.count ?? 0))
        return min(
            numbers * slowestLine.secondsPerNumber * Limits.slowestOfUsualLine, Limits.unknownWay.inSeconds)
    }

    // MARK: Taking in

    mutating func receive(_ delivery: Delivery, from member: Member, at now: Instant) {
        guard delivery.run == run?.id, !member.isQuarantined else { return }
        crew.update(member.peer) {
            $0.returned(
                delivery.node, delivery.purpose, step: delivery.step, time: delivery.computeTime, at: now)
        }
        guard work?.isOwn(delivery) == true else { return }
        guard work?.fits(delivery) == true else {
            return malformed(from: member.peer, delivery.inWords, at: now)
        }
        let hasSecond = crew.hasSecond(to: member.hello.name)
        guard let outcome = work?.take(delivery, from: member, hasSecond: hasSecond, at: now) else { return }
        measure(delivery, outcome, from: member, at: now)
        if case .decided(let agreed, let liars) = outcome, !liars.isEmpty {
            quarantine(liars, agreed: agreed, node: delivery.node, at: now)
            if let purpose = work?.purpose { begin(purpose, at: now) }
        } else if let root = work?.takeRoot() {
            complete(root, isDoubleChecked: work?.isDoubleChecked ?? false, at: now)
        } else {
            dispatch(at: now)
        }
    }

    /// Takes note of what a delivery says about the speed of whoever computed it.
    private mutating func measure(
        _ delivery: Delivery, _ outcome: Sums.Outcome, from member: Member, at now: Instant
    ) {
        switch outcome {
        case .inserted(.noSuchNode), .inserted(.redundant): break
        case .inserted(.used), .held, .decided:
            crew.update(member.peer) {
                $0.measured(
                    microbatches: delivery.node.range.count, samples: delivery.sum.samples,
                    threadTime: delivery.computeTime, at: now)
                $0.step = delivery.step
            }
            watchSpeed(of: member, at: now)
        }
    }

    private mutating func watchSpeed(of member: Member, at now: Instant) {
        guard let slowness = crew.watchSpeed(of: member.peer, at: now) else { return }
        note(
            .workerSlow,
            "\(member.hello.name) computes a microbatch in \(Self.inWords(1 / slowness.own)), the others in "
                + "\(Self.inWords(1 / slowness.usual)); it gets less work", worker: member.hello.name,
            cause: .computation, cost: Incident.Cost(seconds: now.seconds(since: slowness.since)), at: now)
    }

    // MARK: Second opinions

    /// Ends the wait for opinions that nobody is there to give.
    private mutating func settle(at now: Instant) {
        guard work?.audits.isEmpty == false, let settlement = work?.settle(by: crew, at: now) else { return }
        switch settlement {
        case .open: return
        case .complete(let root): complete(root, isDoubleChecked: work?.isDoubleChecked ?? false, at: now)
        case .undecided(let workers): undecided(workers, at: now)
        }
    }

    private mutating func undecided(_ workers: [String], at now: Instant) {
        let names = Set(workers).sorted()
        let reason =
            "step \(work?.step ?? 0): \(names.joined(separator: " and ")) compute different bits from the "
            + "same input, and no other worker is there to tell who is right. The step was not applied. Go "
            + "on with one worker more, or without the machine that you do not trust"
        note(.auditUndecided, reason, cause: .arithmetic, at: now)
        fail(reason, at: now)
    }

    /// Takes all work from workers that computed other bits than two others, and gives them none any more.
    private mutating func quarantine(
        _ liars: [String], agreed: [String], node: TreeNode, at now: Instant
    ) {
        for name in liars {
            let member = crew.quarantine(name)
            if let member {
                work?.release(member.peer)
                orders.forget(member.peer)
            }
            note(
                .auditDifference,
                "\(name) computed other bits than \(agreed.joined(separator: " and ")) for microbatches "
                    + "\(node.lower) ..< \(node.upper) of step \(work?.step ?? 0); it gets no more work and "
                    + "the step is computed again. \(member?.microbatches ?? 0) earlier microbatch(es) of it "
                    + "counted, of which as many were checked as audit says",
                worker: name, cause: .arithmetic, cost: Incident.Cost(microbatches: work?.leaves ?? 0),
                at: now)
        }
        warnIfDeserted(at: now)
    }
}
