import Jobs

/// Who gets what next: a function of the work at hand, the crew and the time.
///
/// First goes out what nobody has, then what needs a second opinion, then what is late: the first answer
/// counts.
package struct Dispatcher {
    /// What is to be done, in this order.
    package enum Decision: Sendable, Equatable {
        /// Nobody has these leaves.
        case give(Range<Int>, to: PeerID)
        /// A worker is late with a second opinion; it is taken away.
        case takeBack(from: PeerID)
        /// The node's leaves are computed once more, and compared.
        case check(TreeNode, by: PeerID)
        /// A worker is late: these leaves of its share are computed by another as well.
        case helpOut(PeerID, with: Range<Int>, by: PeerID)
        /// The same of one that is not late, but will be done so much later than another who has nothing to
        /// do; second opinions, too.
        case overtake(PeerID, with: Range<Int>, by: PeerID)
    }

    private let work: PieceOfWork
    private let crew: Crew
    /// Members that have no time for it.
    private let taken: Set<PeerID>
    private let secondsPerStep: Double?
    private let now: Instant
    private let answered: [Bool]
    private var free: [Member] = []
    /// Members that are called upon for second opinions that nobody of the free ones can give.
    private var reserve: [Member] = []
    private var decisions: [Decision] = []

    /// - Parameters:
    ///   - taken: members that have no time for it.
    ///   - secondsPerStep: how long a step takes; nil where that is not known yet.
    package static func decide(
        _ work: PieceOfWork, crew: Crew, without taken: Set<PeerID> = [], secondsPerStep: Double?,
        at now: Instant
    ) -> [Decision] {
        // Most often there is nothing to give: that is found out without looking at many workers.
        guard
            !work.pending.isEmpty || !work.audits.isEmpty || work.handouts.hasLate(at: now)
                || work.handouts.count < crew.count && work.handouts.isLongAwaited(at: now)
        else { return [] }
        var dispatcher = Dispatcher(
            work: work, crew: crew, taken: taken, secondsPerStep: secondsPerStep, now: now,
            answered: work.answered)
        dispatcher.free = dispatcher.freeMembers
        dispatcher.handOut(work.pending)
        dispatcher.handOutAudits()
        dispatcher.helpOut()
        dispatcher.overtake()
        return dispatcher.decisions
    }

    /// Members that have nothing to do.
    private var idle: [Member] {
        crew.sorted.filter { $0.isAble && work.handouts[$0.peer] == nil && !taken.contains($0.peer) }
    }

    /// Members that work can be given to. Those that rest are called upon where nobody else is at work.
    private var freeMembers: [Member] {
        let idle = idle
        let rested = idle.filter { !$0.isLaden(at: now) && !$0.isResting(at: now) }
        return rested.isEmpty && work.handouts.isEmpty ? idle : rested
    }

    // MARK: What nobody has

    private mutating func handOut(_ pending: [Range<Int>]) {
        let count = pending.reduce(0) { $0 + $1.count }
        guard count > 0, !free.isEmpty else { return }
        var sizes = Shares.earliest(amount(of: count), speeds: speeds(of: free), delays: delays)
        probe(&sizes)
        if work.purpose == .train, pending.count == 1 {
            let takers = zip(free, zip(speeds(of: free), delays)).map { member, numbers in
                Shares.Taker(speed: numbers.0, delay: numbers.1, sending: member.speed.sending)
            }
            sizes = Shares.rounded(sizes, of: pending[0], leaves: work.leaves, takers: takers)
        }
        let ranges = Shares.cut(pending, into: sizes)
        for (member, range) in zip(free, ranges) {
            if let range { decisions.append(.give(range, to: member.peer)) }
        }
        free = zip(free, ranges).filter { $0.1 == nil }.map(\.0)
    }

    /// How much of what is left is given out at a time: a step's few microbatches all at once; of the many
    /// slices of an evaluation half, and of that no more than is due to those who are free by their speed, so
    /// that all end together.
    private func amount(of count: Int) -> Int {
        guard work.purpose != .train else { return count }
        let all = speeds(of: crew.able).reduce(0, +)
        let part = speeds(of: free).reduce(0, +) / max(all, .leastNormalMagnitude)
        let share = Int((Double(count) / 2 * min(max(part, 0), 1)).rounded(.up))
        return min(count, max(free.count, share))
    }

    /// Gives one microbatch to a worker that was too slow for any, now and then: it may be faster by now.
    private func probe(_ sizes: inout [Int]) {
        guard let secondsPerStep, let largest = sizes.indices.max(by: { sizes[$0] < sizes[$1] }),
            sizes[largest] > 1
        else { return }
        let pause = max(Limits.probeInterval.inSeconds, Double(Limits.probeSteps) * secondsPerStep)
        let forgotten = free.indices.first { index in
            guard sizes[index] == 0, let last = free[index].speed.lastMeasured else { return false }
            return now.seconds(since: last) >= pause
        }
        guard let forgotten else { return }
        sizes[forgotten] = 1
        sizes[largest] -= 1
    }

    private func speeds(of members: [Member]) -> [Double] {
        let known = members.compactMap(\.speed.microbatches)
        let usual = known.isEmpty ? 1 : known.reduce(0, +) / Double(known.count)
        return members.map { $0.speed.microbatches ?? usual }
    }

    /// How much longer than the nearest worker's a share of each free one is on the way; differences that may
    /// be noise are none.
    private var delays: [Double] {
        let known = free.map { $0.speed.delay(at: now) }
        let least = known.min() ?? 0
        return known.map { $0 - least >= Limits.noticeableDelay.inSeconds ? $0 - least : 0 }
    }

    // MARK: Second opinions

    /// Gives nodes that wait for a second opinion to workers that have not answered yet; where all have and
    /// do not agree, to those again that have been asked least.
    private mutating func handOutAudits() {
        reserve = reservists
        for audit in work.audits where !work.handouts.isInHand(audit.node, at: now) {
            for (peer, handout) in work.handouts.late(at: now)
            where handout.audits == audit.node {
                if crew[peer] != nil { decisions.append(.takeBack(from: peer)) }
            }
            guard let auditor = auditor(for: audit) else { continue }
            free.removeAll { $0.peer == auditor }
            reserve.removeAll { $0.peer == auditor }
            decisions.append(.check(audit.node, by: auditor))
        }
    }

    /// Members that have nothing to do and are not free, but answer what they are given. Whoever has answered
    /// already cannot stand in for them: where nobody is at work, all would wait until they are free again.
    private var reservists: [Member] {
        guard !work.audits.isEmpty, work.handouts.isEmpty, decisions.isEmpty else { return [] }
        return idle.filter { $0.lates == 0 || !$0.isResting(at: now) }
    }

    private func auditor(for audit: Audit) -> PeerID? {
        let fresh = { (member: Member) in !audit.hasAnswer(of: member.hello.name) }
        if let member = free.first(where: fresh) ?? reserve.first(where: fresh) { return member.peer }
        guard audit.isDisputed, !audit.isAwaited(from: crew) else { return nil }
        func questions(_ member: Member) -> Int { audit.questions[member.hello.name, default: 0] }
        return free.filter { questions($0) < Limits.auditQuestions }
            .min { questions($0) < questions($1) }?.peer
    }

    // MARK: What is late

    private mutating func helpOut() {
        let late = work.handouts.late(at: now)
        guard !late.isEmpty else { return }
        // Somebody who rests is better than nobody.
        var helpers = (free.isEmpty ? undecided : free)[...]
        for (peer, handout) in late where !helpers.isEmpty {
            guard crew[peer] != nil, handout.audits == nil,
                let range = Handouts.gaps(in: answered, within: handout.leaves).first,
                let helper = helpers.popFirst()
            else { continue }
            decisions.append(.helpOut(peer, with: range, by: helper.peer))
        }
        if !free.isEmpty { free = Array(helpers) }
    }

    /// Members that have nothing to do and were given nothing now.
    private var undecided: [Member] {
        let decided = Set(
            decisions.compactMap { decision -> PeerID? in
                switch decision {
                case .give(_, let peer), .check(_, let peer), .helpOut(_, _, let peer),
                    .overtake(_, _, let peer):
                    peer
                case .takeBack: nil
                }
            })
        return idle.filter { !decided.contains($0.peer) }
    }

    /// What is on a long way, or in slow hands, is computed by those who have nothing to do, where they are
    /// done much sooner: one at a time, since the next look is not far.
    private mutating func overtake() {
        guard !free.isEmpty,
            let (peer, handout) = work.handouts.longestAwaited(at: now, where: { helper(for: $0) != nil }),
            let (helper, range) = helper(for: handout)
        else { return }
        let speed = speeds(of: free)[free.firstIndex { $0.peer == helper.peer } ?? 0]
        let computing = Double(range.count) / max(speed, .leastNormalMagnitude)
        let end = now + (.seconds(2 * computing + helper.speed.delay(at: now)) + Limits.lateMinimum)
        guard end < handout.expected else { return }
        decisions.append(.overtake(peer, with: range, by: helper.peer))
    }

    /// Who of those that have nothing to do could do what another has in hand, and what of it; nil where
    /// nobody could.
    private func helper(for handout: Handout) -> (Member, Range<Int>)? {
        guard let node = handout.audits else {
            guard let range = Handouts.gaps(in: answered, within: handout.leaves).first else { return nil }
            return free.first.map { ($0, range) }
        }
        guard let audit = work.audits.first(where: { $0.node == node }) else { return nil }
        return free.first { !audit.hasAnswer(of: $0.hello.name) }.map { ($0, node.range) }
    }
}
