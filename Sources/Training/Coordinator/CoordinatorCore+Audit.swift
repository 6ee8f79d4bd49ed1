import Neural
import Series

/// Second opinions: a share of the work is computed by two workers and compared bit for bit.
extension CoordinatorCore {
    /// Whether the job's stream has drawn a node for a second opinion: as likely as `audit` says, whoever
    /// computes it.
    func isDrawnForAudit(_ node: TreeNode) -> Bool {
        guard board.purpose == .train, let job = run?.plan.job, job.audit > 0 else { return false }
        let words = RandomStream(seed: job.seed).words(
            StreamDomain(.audit), slot: UInt32(truncatingIfNeeded: node.lower),
            step: UInt32(truncatingIfNeeded: board.step), block: UInt32(truncatingIfNeeded: node.upper))
        return Double(words[0]) < job.audit * 0x1p32
    }

    /// Whether anybody else is there who could give a second opinion on a worker's answers.
    func hasSecond(to name: String) -> Bool {
        members.sorted.contains { $0.hello.name != name && $0.isAble }
    }

    var hasAudits: Bool {
        switch phase {
        case .training(let tally): !tally.audits.isEmpty
        case .evaluating(let tally): !tally.audits.isEmpty
        case .idle, .stopping, .stopped: false
        }
    }

    /// Gives nodes that wait for a second opinion to workers that have not answered yet; where all have and
    /// do not agree, to those again that have been asked least.
    mutating func handOutAudits(to free: inout [Member], at now: Instant) {
        switch phase {
        case .training(let tally): handOut(tally.audits, to: &free, at: now)
        case .evaluating(let tally): handOut(tally.audits, to: &free, at: now)
        case .idle, .stopping, .stopped: return
        }
    }

    private mutating func handOut<Value>(_ audits: [Audit<Value>], to free: inout [Member], at now: Instant) {
        for audit in audits where !board.isInHand(audit.node, at: now) {
            restAuditors(late: audit.node, at: now)
            guard let index = auditor(for: audit, among: free) else { continue }
            let member = free.remove(at: index)
            asked(member.hello.name, about: audit.node)
            assign(audit.node.range, to: member, for: audit.node, at: now)
        }
    }

    private func auditor<Value>(for audit: Audit<Value>, among free: [Member]) -> Int? {
        if let fresh = free.firstIndex(where: { !audit.hasAnswer(of: $0.hello.name) }) { return fresh }
        guard audit.isDisputed, !isThere(audit) else { return nil }
        return free.indices.filter {
            audit.questions[free[$0].hello.name, default: 0] < Limits.auditQuestions
        }
        .min {
            audit.questions[free[$0].hello.name, default: 0]
                < audit.questions[free[$1].hello.name, default: 0]
        }
    }

    /// Whether somebody is there who has not answered yet.
    private func isThere<Value>(_ audit: Audit<Value>) -> Bool {
        members.sorted.contains {
            $0.isAble && !audit.hasAnswer(of: $0.hello.name)
        }
    }

    private mutating func asked(_ worker: String, about node: TreeNode) {
        switch phase {
        case .training(var tally):
            tally.asked(worker, about: node)
            phase = .training(tally)
        case .evaluating(var tally):
            tally.asked(worker, about: node)
            phase = .evaluating(tally)
        case .idle, .stopping, .stopped: return
        }
    }

    /// A worker that is late with a second opinion has it taken away.
    private mutating func restAuditors(late node: TreeNode, at now: Instant) {
        for (peer, order) in board.late(at: now) where order.audits == node {
            guard let late = members[peer] else { continue }
            board.release(peer)
            note(
                .workerLate, "\(late.hello.name) is late with a second opinion; another is asked",
                worker: late.hello.name, cause: causeOfLateness(late, at: now),
                cost: Incident.Cost(
                    microbatches: order.leaves.count, seconds: now.seconds(since: order.expected)), at: now)
            wasLate(late, order, at: now)
        }
    }

    // MARK: What cannot be checked

    /// Ends the wait for opinions that nobody is there to give.
    mutating func settleAudits(at now: Instant) {
        guard hasAudits else { return }
        switch phase {
        case .training(var tally):
            phase = .idle
            let isStuck = settle(&tally, at: now)
            let root = tally.takeRoot()
            phase = .training(tally)
            if let root {
                apply(root, isDoubleChecked: tally.isDoubleChecked, at: now)
            } else if let isStuck {
                undecided(isStuck, at: now)
            }
        case .evaluating(var tally):
            phase = .idle
            let isStuck = settle(&tally, at: now)
            let root = tally.takeRoot()
            phase = .evaluating(tally)
            if let root {
                evaluated(root, isDoubleChecked: tally.isDoubleChecked, at: now)
            } else if let isStuck {
                undecided(isStuck, at: now)
            }
        case .idle, .stopping, .stopped: return
        }
    }

    /// Lets answers count that one worker gave and nobody else is there to check.
    ///
    /// - Returns: workers that have gone on contradicting each other for too long, with nobody to decide
    ///   between them.
    private func settle<Value>(_ tally: inout Tally<Value>, at now: Instant) -> [String]? {
        for audit in tally.audits {
            let first = audit.answers[0].worker
            if !audit.isDisputed {
                if !hasSecond(to: first) { tally.accept(audit.node) }
            } else if !isThere(audit), audit.since + Limits.auditPatience <= now {
                return audit.answers.map(\.worker)
            }
        }
        return nil
    }

    private mutating func undecided(_ workers: [String], at now: Instant) {
        let names = Set(workers).sorted()
        let reason =
            "step \(board.step): \(names.joined(separator: " and ")) compute different bits from the same "
            + "input, and no other worker is there to tell who is right. The step was not applied. Go on "
            + "with "
            + "one worker more, or without the machine that you do not trust"
        note(.auditUndecided, reason, cause: .arithmetic, at: now)
        fail(reason, at: now)
    }

    // MARK: Liars

    /// Takes all work from workers that computed other bits than two others, and gives them none any more.
    mutating func quarantine(
        _ liars: [String], agreed: [String], node: TreeNode, leaves: Int, at now: Instant
    ) {
        for name in liars {
            quarantined.insert(name)
            var done = 0
            if let member = members.named(name) {
                done = member.microbatches
                board.release(member.peer)
                members.update(member.peer) { $0.isQuarantined = true }
            }
            note(
                .auditDifference,
                "\(name) computed other bits than \(agreed.joined(separator: " and ")) for microbatches "
                    + "\(node.lower) ..< \(node.upper) of step \(board.step); it gets no more work and the "
                    + "step "
                    + "is computed again. \(done) earlier microbatch(es) of it counted, of which as many "
                    + "were "
                    + "checked as audit says",
                worker: name, cause: .arithmetic, cost: Incident.Cost(microbatches: leaves), at: now)
        }
        warnIfDeserted(at: now)
    }
}
