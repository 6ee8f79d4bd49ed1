import Neural
import Series

extension CoordinatorCore {
    // MARK: Handing out

    /// Gives work to every worker that has none, as far as there is some.
    mutating func dispatch(at now: Instant) {
        guard let covered = coveredLeaves else { return }
        let pending = board.pending(covered: covered)
        // Most often there is nothing to give: that is found out without sorting many workers by name.
        guard !pending.isEmpty || board.hasLate(at: now) else { return }
        let idle = members.sorted.filter { isFree($0, at: now) }
        guard !idle.isEmpty else { return }
        let count = pending.reduce(0) { $0 + $1.count }
        if count > 0 {
            // Half of the slices at a time, so that who is faster does more; a step's few microbatches all at once.
            let amount = board.purpose == .train ? count : max(idle.count, (count + 1) / 2)
            let sizes = Shares.proportional(min(amount, count), to: speeds(of: idle))
            for (member, range) in zip(idle, Shares.cut(pending, into: sizes)) {
                if let range { assign(range, to: member, at: now) }
            }
        } else {
            takeOver(covered: covered, idle: idle, at: now)
        }
    }

    /// Gives what is late to those who have nothing to do; the first answer counts.
    private mutating func takeOver(covered: [Bool], idle: [Member], at now: Instant) {
        for ((peer, order), helper) in zip(board.late(at: now), idle) {
            let open = WorkBoard.gaps(in: covered, within: order.leaves)
            guard let range = open.first else { continue }
            board.postpone(
                peer,
                until: now + Limits.lateMinimum
                    + .nanoseconds(order.due.nanoseconds - order.since.nanoseconds))
            members.update(peer) { $0.restsUntil = now + Limits.lateRest }
            if let late = members[peer] {
                note(
                    .workerLate, "\(late.hello.name) is late; \(helper.hello.name) computes its work as well",
                    worker: late.hello.name, at: now)
            }
            assign(range, to: helper, at: now)
        }
    }

    private func isFree(_ member: Member, at now: Instant) -> Bool {
        guard member.state == .ready, board.orders[member.peer] == nil else { return false }
        guard let rest = member.restsUntil, members.count > 1 else { return true }
        return rest <= now
    }

    private func speeds(of members: [Member]) -> [Double] {
        let known = members.compactMap(\.speed)
        let usual = known.isEmpty ? 1 : known.reduce(0, +) / Double(known.count)
        return members.map { $0.speed ?? usual }
    }

    private mutating func assign(_ leaves: Range<Int>, to member: Member, at now: Instant) {
        guard let run else { return }
        let weights = run.weights(for: board.purpose)
        // Memory that is shared is written over: a worker that shares some is told each time where the weights are.
        let holdsThem = member.weightsVersion == weights.version && !member.sharesMemory
        let expected = member.speed.map { Double(leaves.count) / $0 } ?? Limits.unknownShare.inSeconds
        let patience = max(Limits.lateMinimum.inSeconds, Limits.lateFactor * expected)
        board.give(leaves, to: member.peer, at: now, due: now + .seconds(patience))
        members.update(member.peer) { $0.weightsVersion = weights.version }
        let assignment = Assignment(
            run: run.id, step: board.step, purpose: board.purpose, microbatches: leaves,
            weightsVersion: weights.version, weights: holdsThem ? nil : weights.values)
        send(.assignment(assignment), to: member.peer)
    }

    private var coveredLeaves: [Bool]? {
        switch phase {
        case .training(let tree): tree.isCovered
        case .evaluating(let tree): tree.isCovered
        case .idle, .stopping, .stopped: nil
        }
    }

    // MARK: Taking in

    mutating func receive(_ gradient: Gradient, from member: Member, at now: Instant) {
        guard case .training(var tree) = phase, gradient.run == run?.id, gradient.step == board.step
        else { return }
        guard fits(gradient) else {
            return malformed(
                from: member.peer,
                "a gradient of \(gradient.partial.count) numbers over \(gradient.samples) samples that fits no "
                    + "node of this step",
                at: now)
        }
        phase = .idle  // so that `tree` is the only owner while it changes
        let sum = GradientSum(gradient: gradient.partial, loss: gradient.loss, samples: gradient.samples)
        let insertion = tree.insert(sum, at: gradient.node)
        count(
            insertion, of: gradient.node, samples: gradient.samples, time: gradient.computeTime, from: member,
            at: now)
        board.closeOrders(covered: tree.isCovered)
        if let root = tree.takeRoot() {
            apply(root, at: now)
        } else {
            phase = .training(tree)
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
        guard case .evaluating(var tree) = phase, let run, evaluation.run == run.id,
            evaluation.step == board.step, evaluation.purpose == board.purpose
        else { return }
        guard evaluation.sums.samples == samples(of: evaluation.node, plan: run.plan) else {
            return malformed(
                from: member.peer,
                "metric sums over \(evaluation.sums.samples) samples that fit no node of this evaluation",
                at: now)
        }
        let insertion = tree.insert(evaluation.sums, at: evaluation.node)
        count(
            insertion, of: evaluation.node, samples: evaluation.sums.samples, time: evaluation.computeTime,
            from: member,
            at: now)
        board.closeOrders(covered: tree.isCovered)
        phase = .evaluating(tree)
        if let root = tree.root { evaluated(root, at: now) } else { dispatch(at: now) }
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

    private mutating func count<Value>(
        _ insertion: ReductionTree<Value>.Insertion, of node: TreeNode, samples: Int, time: Duration,
        from member: Member, at now: Instant
    ) {
        switch insertion {
        case .used:
            members.update(member.peer) {
                $0.measured(microbatches: node.upper - node.lower, samples: samples, threadTime: time)
                $0.step = board.step
            }
        case .redundant:
            break
        case .noSuchNode:
            malformed(
                from: member.peer, "a sum of \(node.lower) ..< \(node.upper), which is no node of this step",
                at: now)
        }
    }
}
