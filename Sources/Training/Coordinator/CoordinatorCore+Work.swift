import Neural
import Series

extension CoordinatorCore {
    // MARK: Handing out

    /// Gives work to every worker that has none, as far as there is some: first what nobody has, then second
    /// opinions, then what is late.
    mutating func dispatch(at now: Instant) {
        settleAudits(at: now)
        guard let answered = answeredLeaves else { return }
        let pending = board.pending(answered: answered)
        // Most often there is nothing to give: that is found out without looking at many workers.
        guard !pending.isEmpty || hasAudits || board.hasLate(at: now) else { return }
        var free = freeMembers(at: now)
        handOut(pending, to: &free, at: now)
        if hasAudits { handOutAudits(to: &free, at: now) }
        if !free.isEmpty { takeOver(answered: answered, free: free, at: now) }
    }

    private mutating func handOut(_ pending: [Range<Int>], to free: inout [Member], at now: Instant) {
        let count = pending.reduce(0) { $0 + $1.count }
        guard count > 0, !free.isEmpty else { return }
        var sizes = Shares.earliest(
            amount(of: count, for: free), speeds: speeds(of: free), delays: delays(of: free, at: now))
        probe(free, &sizes, at: now)
        let ranges = Shares.cut(pending, into: sizes)
        for (member, range) in zip(free, ranges) {
            if let range { assign(range, to: member, at: now) }
        }
        free = zip(free, ranges).filter { $0.1 == nil }.map(\.0)
    }

    /// How much of what is left is given out at a time: a step's few microbatches all at once; of the many
    /// slices of an evaluation half, and of that no more than is due to those who are free by their speed, so
    /// that all end together.
    private func amount(of count: Int, for free: [Member]) -> Int {
        guard board.purpose != .train else { return count }
        let able = members.sorted.filter(\.isAble)
        let part = speeds(of: free).reduce(0, +) / max(speeds(of: able).reduce(0, +), .leastNormalMagnitude)
        let share = Int((Double(count) / 2 * min(max(part, 0), 1)).rounded(.up))
        return min(count, max(free.count, share))
    }

    /// Gives one microbatch to a worker that was too slow for any, now and then: it may be faster by now.
    private func probe(_ free: [Member], _ sizes: inout [Int], at now: Instant) {
        guard let pace = pace.secondsPerStep, let largest = sizes.indices.max(by: { sizes[$0] < sizes[$1] }),
            sizes[largest] > 1
        else { return }
        let pause = max(Limits.probeInterval.inSeconds, Double(Limits.probeSteps) * pace)
        let forgotten = free.indices.first { index in
            guard sizes[index] == 0, let last = free[index].speed.lastMeasured else { return false }
            return now.seconds(since: last) >= pause
        }
        guard let forgotten else { return }
        sizes[forgotten] = 1
        sizes[largest] -= 1
    }

    /// Gives what is late to those who have nothing to do; the first answer counts.
    private mutating func takeOver(answered: [Bool], free: [Member], at now: Instant) {
        var free = free[...]
        for (peer, order) in board.late(at: now) {
            guard let late = members[peer], order.audits == nil else { continue }
            guard let range = WorkBoard.gaps(in: answered, within: order.leaves).first else { continue }
            guard let helper = free.popFirst() else { return }
            let patience = order.due.nanoseconds - order.since.nanoseconds
            board.postpone(peer, until: now + Limits.lateMinimum + .nanoseconds(patience))
            note(
                .workerLate, "\(late.hello.name) is late; \(helper.hello.name) computes its work as well",
                worker: late.hello.name, cause: causeOfLateness(late, at: now),
                cost: Incident.Cost(
                    microbatches: range.count, seconds: now.seconds(since: order.expected)), at: now)
            wasLate(late, order, at: now)
            assign(range, to: helper, at: now)
        }
    }

    mutating func wasLate(_ member: Member, _ order: WorkBoard.Order, at now: Instant) {
        members.update(member.peer) {
            $0.restsUntil = now + Limits.lateRest
            $0.speed.wasLate(microbatches: order.leaves.count, seconds: now.seconds(since: order.since))
        }
    }

    /// Members that work can be given to. Those that rest are called upon where nobody else is at work.
    func freeMembers(at now: Instant) -> [Member] {
        let free = members.sorted.filter {
            $0.isAble && board.orders[$0.peer] == nil
        }
        let rested = free.filter { member in member.restsUntil.map { $0 <= now } ?? true }
        return rested.isEmpty && board.orders.isEmpty ? free : rested
    }

    private func speeds(of members: [Member]) -> [Double] {
        let known = members.compactMap(\.speed.microbatches)
        let usual = known.isEmpty ? 1 : known.reduce(0, +) / Double(known.count)
        return members.map { $0.speed.microbatches ?? usual }
    }

    /// How much longer than the nearest worker's a share of each is on the way; differences that may be noise
    /// are none.
    private func delays(of members: [Member], at now: Instant) -> [Double] {
        let known = members.map { $0.speed.delay(at: now) }
        let least = known.min() ?? 0
        return known.map { $0 - least >= Limits.noticeableDelay.inSeconds ? $0 - least : 0 }
    }

    /// - Parameter audited: the node that is computed for a second opinion, if it is.
    mutating func assign(
        _ leaves: Range<Int>, to member: Member, for audited: TreeNode? = nil, at now: Instant
    ) {
        guard let run else { return }
        let weights = run.weights(for: board.purpose)
        // Memory that is shared is written over: a worker that shares some is told each time where the
        // weights are.
        let holdsThem = member.weightsVersion == weights.version && !member.sharesMemory
        let expected =
            member.speed.microbatches.map { Double(leaves.count) / $0 } ?? Limits.unknownShare.inSeconds
        let patience = max(Limits.lateMinimum.inSeconds, Limits.lateFactor * expected)
        board.give(
            WorkBoard.Order(
                leaves: leaves, since: now, due: now + .seconds(patience), expected: now + .seconds(expected),
                audits: audited), to: member.peer)
        members.update(member.peer) { $0.weightsVersion = weights.version }
        let assignment = Assignment(
            run: run.id, step: board.step, purpose: board.purpose, microbatches: leaves,
            weightsVersion: weights.version, weights: holdsThem ? nil : weights.values)
        send(.assignment(assignment), to: member.peer)
    }

    private var answeredLeaves: [Bool]? {
        switch phase {
        case .training(let tally): tally.answered
        case .evaluating(let tally): tally.answered
        case .idle, .stopping, .stopped: nil
        }
    }

    // MARK: Taking in

    mutating func receive(_ gradient: Gradient, from member: Member, at now: Instant) {
        guard case .training(var tally) = phase, gradient.run == run?.id,
            gradient.step == board.step || planted(.otherStepsCount), !member.isQuarantined
        else { return }
        guard fits(gradient) else {
            return malformed(
                from: member.peer,
                "a gradient of \(gradient.partial.count) numbers over \(gradient.samples) samples that fits "
                    + "no node of this step",
                at: now)
        }
        phase = .idle  // so that `tally` is the only owner while it changes
        let sum = GradientSum(gradient: gradient.partial, loss: gradient.loss, samples: gradient.samples)
        let delivery = Delivery(
            node: gradient.node, samples: gradient.samples, time: gradient.computeTime, member: member)
        let mustRepeat = take(sum, delivery, into: &tally, at: now)
        let root = mustRepeat ? nil : tally.takeRoot()
        phase = .training(tally)
        if let root {
            apply(root, isDoubleChecked: tally.isDoubleChecked, at: now)
        } else if mustRepeat {
            begin(.train, at: now)
        } else {
            dispatch(at: now)
        }
    }

    /// Whether a gradient is as long as the weights and its samples are those of its node.
    private func fits(_ gradient: Gradient) -> Bool {
        guard let run else { return false }
        return gradient.partial.count == run.state.weights.count
            && gradient.samples == samples(of: gradient.node, plan: run.plan)
    }

    mutating func receive(_ evaluation: Evaluation, from member: Member, at now: Instant) {
        guard case .evaluating(var tally) = phase, let run, evaluation.run == run.id,
            evaluation.step == board.step && evaluation.purpose == board.purpose
                || planted(.otherEvaluationsCount), !member.isQuarantined
        else { return }
        guard evaluation.sums.samples == samples(of: evaluation.node, plan: run.plan) else {
            return malformed(
                from: member.peer,
                "metric sums over \(evaluation.sums.samples) samples that fit no node of this evaluation",
                at: now)
        }
        let delivery = Delivery(
            node: evaluation.node, samples: evaluation.sums.samples, time: evaluation.computeTime,
            member: member)
        let mustRepeat = take(evaluation.sums, delivery, into: &tally, at: now)
        let root = mustRepeat ? nil : tally.takeRoot()
        phase = .evaluating(tally)
        if let root {
            evaluated(root, isDoubleChecked: tally.isDoubleChecked, at: now)
        } else if mustRepeat {
            begin(board.purpose, at: now)
        } else {
            dispatch(at: now)
        }
    }

    /// The samples of a node of the tree of the work at hand; nil where the tree has no such node.
    private func samples(of node: TreeNode, plan: WorkPlan) -> Int? {
        guard node.path(leaves: plan.leaves(board.purpose, step: board.step)) != nil else { return nil }
        let (first, last) = (leafSamples(node.lower, plan), leafSamples(node.upper - 1, plan))
        return last.upperBound - first.lowerBound
    }

    private func leafSamples(_ leaf: Int, _ plan: WorkPlan) -> Range<Int> {
        board.purpose == .train
            ? plan.slots(step: board.step, microbatch: leaf) : plan.windows(board.purpose, slice: leaf)
    }

    /// A node as a worker hands it in.
    private struct Delivery {
        let node: TreeNode
        let samples: Int
        let time: Duration
        let member: Member
    }

    /// Takes a node's value in, and notes what it says about whoever computed it.
    ///
    /// - Returns: whether the work at hand has to be done again from its beginning: somebody who took part
    ///   computes wrongly.
    private mutating func take<Value>(
        _ value: Value, _ delivery: Delivery, into tally: inout Tally<Value>, at now: Instant
    ) -> Bool {
        let (node, peer, name) = (delivery.node, delivery.member.peer, delivery.member.hello.name)
        let isAudited = tally.isDoubleChecked || isDrawnForAudit(node)
        let outcome = tally.take(
            value, at: node, from: name, isAudited: isAudited && hasSecond(to: name), at: now)
        let order = board.orders[peer]
        board.computed(delivery.time, by: peer)
        switch outcome {
        case .inserted(.noSuchNode):
            malformed(
                from: peer, "a sum of \(node.lower) ..< \(node.upper), which is no node of this step", at: now
            )
        case .inserted(.redundant): break
        case .inserted(.used), .held, .decided: measure(delivery, at: now)
        }
        if order?.audits == node { board.release(peer) }
        board.closeOrders(answered: tally.answered) { tally.audit(of: $0) != nil }
        if let order, board.orders[peer] == nil, order.audits == nil {
            let computing = (order.computed + delivery.time).inSeconds
            members.update(peer) {
                $0.speed.returned(
                    computing: computing / $0.threads(for: order.leaves.count),
                    away: now.seconds(since: order.since), at: now)
            }
        }
        guard case .decided(let agreed, let liars) = outcome, !liars.isEmpty else { return false }
        quarantine(liars, agreed: agreed, node: node, leaves: tally.tree.leaves, at: now)
        return true
    }

    private mutating func measure(_ delivery: Delivery, at now: Instant) {
        members.update(delivery.member.peer) {
            $0.measured(
                microbatches: delivery.node.upper - delivery.node.lower, samples: delivery.samples,
                threadTime: delivery.time, at: now)
            $0.step = board.step
        }
        watchSpeed(of: delivery.member.peer, at: now)
    }
}
