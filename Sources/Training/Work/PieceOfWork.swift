package import Jobs
import Neural

/// The work at hand: a step's microbatches or an evaluation's slices, who has which of them, and what has
/// come in.
package struct PieceOfWork: Sendable {
    package let purpose: Purpose
    /// Updates applied before it.
    package let step: Int
    private let plan: WorkPlan
    private var sums: Sums
    package private(set) var handouts = Handouts()
    /// The leaves that are neither answered nor in anybody's hands, as ranges from left to right.
    package private(set) var pending: [Range<Int>]

    /// - Parameter isDoubleChecked: whether each sum needs a second opinion.
    package init(_ purpose: Purpose, step: Int, plan: WorkPlan, isDoubleChecked: Bool) {
        self.purpose = purpose
        self.step = step
        self.plan = plan
        let leaves = plan.leaves(purpose, step: step)
        sums = Sums(leaves: leaves, isDoubleChecked: isDoubleChecked)
        pending = leaves > 0 ? [0..<leaves] : []
    }

    /// Microbatches or slices in all.
    package var leaves: Int { sums.leaves }
    /// For each leaf, whether some answer is there for it, checked or not.
    package var answered: [Bool] { sums.answered }
    /// Nodes that wait for a second opinion, from left to right.
    package var audits: [Audit] { sums.audits }
    /// Whether each sum needs a second opinion: that of all was not finite at the first attempt.
    package var isDoubleChecked: Bool { sums.isDoubleChecked }

    // MARK: Handing out

    package mutating func give(_ handout: Handout, to peer: PeerID) {
        let count = pending.reduce(0) { $0 + $1.count }
        pending = pending.flatMap { $0.without(handout.leaves) }
        let taken = count - pending.reduce(0) { $0 + $1.count }
        handouts.give(handout, to: peer, isShared: taken < handout.leaves.count)
    }

    /// Takes note that a worker is asked for a second opinion.
    package mutating func asked(_ worker: String, about node: TreeNode) { sums.asked(worker, about: node) }

    /// Takes work out of a worker's hands.
    @discardableResult
    package mutating func release(_ peer: PeerID) -> Handout? {
        let handout = handouts.release(peer)
        if handout != nil { pending = handouts.pending(answered: answered) }
        return handout
    }

    /// Takes note that somebody else has been given the same leaves, since he is done much sooner.
    package mutating func overtake(_ peer: PeerID) { handouts.overtake(peer) }

    /// Takes in that nobody could be heard for so long.
    package mutating func excuse(_ time: Duration) { handouts.excuse(time) }

    /// Grants more time: somebody else has been given the same leaves, too.
    package mutating func postpone(_ peer: PeerID, until due: Instant) { handouts.postpone(peer, until: due) }

    // MARK: Taking in

    /// Whether a delivery is of this piece of work.
    package func isOwn(_ delivery: Delivery) -> Bool {
        switch (purpose, delivery.purpose) {
        case (.train, .train): delivery.step == step || planted(.otherStepsCount)
        case (.train, .validate), (.train, .test), (.validate, .train), (.test, .train): false
        case (.validate, .validate), (.test, .test), (.validate, .test), (.test, .validate):
            delivery.step == step && delivery.purpose == purpose || planted(.otherEvaluationsCount)
        }
    }

    /// Whether a delivery is as long as it has to be and its samples are those of its node.
    package func fits(_ delivery: Delivery) -> Bool {
        let numbers = purpose == .train ? plan.model.parameters.count : 0
        return delivery.sum.gradient.count == numbers && delivery.sum.samples == samples(of: delivery.node)
    }

    /// Takes in a node's sum.
    ///
    /// - Parameters:
    ///   - member: who hands it in.
    ///   - hasSecond: whether anybody else is there who could check it.
    package mutating func take(
        _ delivery: Delivery, from member: Member, hasSecond: Bool, at now: Instant
    ) -> Sums.Outcome {
        let isAudited = isDoubleChecked || isDrawnForAudit(delivery.node)
        let outcome = sums.take(
            delivery.sum, at: delivery.node, from: member.hello.name, isAudited: isAudited && hasSecond,
            at: now)
        if handouts[member.peer]?.audits == delivery.node { handouts.release(member.peer) }
        handouts.close(after: delivery.node, by: member.peer, answered: sums.answered) {
            sums.audit(of: $0) != nil
        }
        // It may have been taken out of the worker's hands before it answered.
        if !pending.isEmpty { pending = pending.flatMap { $0.without(delivery.node.range) } }
        return outcome
    }

    /// Removes and returns the sum of all, once every leaf is answered for.
    package mutating func takeRoot() -> NodeSum? { sums.takeRoot() }

    /// Whether the job's stream has drawn a node for a second opinion: as likely as `audit` says, whoever
    /// computes it.
    private func isDrawnForAudit(_ node: TreeNode) -> Bool {
        guard purpose == .train, plan.job.audit > 0 else { return false }
        let words = RandomStream(seed: plan.job.seed).words(
            StreamDomain(.audit), slot: UInt32(truncatingIfNeeded: node.lower),
            step: UInt32(truncatingIfNeeded: step), block: UInt32(truncatingIfNeeded: node.upper))
        return Double(words[0]) < plan.job.audit * 0x1p32
    }

    /// The samples of a node; nil where the tree has no such node.
    private func samples(of node: TreeNode) -> Int? {
        guard node.path(leaves: leaves) != nil else { return nil }
        return samples(ofLeaf: node.upper - 1).upperBound - samples(ofLeaf: node.lower).lowerBound
    }

    private func samples(ofLeaf leaf: Int) -> Range<Int> {
        purpose == .train
            ? plan.slots(step: step, microbatch: leaf) : plan.windows(purpose, slice: leaf)
    }

    // MARK: What cannot be checked

    /// What came of a look at second opinions that nobody is there to give.
    package enum Settlement: Sendable {
        case open
        /// Every leaf is answered for: the sum of all, which has been removed.
        case complete(NodeSum)
        /// These workers have gone on contradicting each other for too long, with nobody to decide between
        /// them.
        case undecided([String])
    }

    /// Lets answers count that one worker gave and nobody else is there to check.
    package mutating func settle(by crew: Crew, at now: Instant) -> Settlement {
        var undecided: [String]?
        for audit in audits where undecided == nil {
            if !audit.isDisputed {
                if !crew.hasSecond(to: audit.answers[0].worker) { sums.accept(audit.node) }
            } else if !audit.canBeAnswered(by: crew), audit.since + Limits.auditPatience <= now {
                undecided = audit.answers.map(\.worker)
            }
        }
        if let root = sums.takeRoot() { return .complete(root) }
        return undecided.map { .undecided($0) } ?? .open
    }
}

extension Range<Int> {
    /// What is left of it without another one, from left to right.
    func without(_ other: Range<Int>) -> [Range<Int>] {
        guard overlaps(other) else { return [self] }
        let left = lowerBound..<Swift.max(lowerBound, other.lowerBound)
        let right = Swift.min(upperBound, other.upperBound)..<upperBound
        return [left, right].filter { !$0.isEmpty }
    }
}

extension Audit {
    /// Whether somebody is there who has not answered yet.
    package func canBeAnswered(by crew: Crew) -> Bool {
        crew.sorted.contains { $0.isAble && !hasAnswer(of: $0.hello.name) }
    }

    /// Whether one of these answers what he is given.
    package func isAwaited(from crew: Crew) -> Bool {
        crew.sorted.contains { $0.isAble && !$0.answersNothing && !hasAnswer(of: $0.hello.name) }
    }
}
