/// The order that is computed: who has which of its slices, and which have come in.
package struct OrderWork: Sendable {
    package let order: ForecastOrder
    package private(set) var handouts = Handouts()
    /// For each slice, whether its outputs are there.
    package private(set) var answered: [Bool]
    /// Slices whose outputs have not come.
    package private(set) var left: Int
    /// Slices that nobody has, as ranges from left to right.
    package private(set) var pending: [Range<Int>]
    /// Slices a second of each worker, smoothed; of those that have answered some.
    private var rates: [PeerID: Double] = [:]
    /// How often workers were late since they last answered.
    private var lates: [PeerID: Int] = [:]
    /// Why workers cannot compute it, by their names.
    package private(set) var unable: [String: String] = [:]
    private let since: Instant

    package init(_ order: ForecastOrder, at now: Instant) {
        self.order = order
        answered = Array(repeating: false, count: order.slices)
        left = order.slices
        pending = order.slices > 0 ? [0..<order.slices] : []
        since = now
    }

    /// Whether a worker may be given some of it, as far as it is known.
    package func suits(_ member: Member) -> Bool {
        !member.isQuarantined && member.hello.fingerprint == order.fingerprint
            && unable[member.hello.name] == nil
    }

    /// How often a worker was late since it last answered.
    package func lates(of peer: PeerID) -> Int { lates[peer, default: 0] }

    /// Whether a worker has answered for some of it, and so has all that it is computed from.
    package func isHeld(by peer: PeerID) -> Bool { rates[peer] != nil }

    // MARK: Handing out

    /// What one who has nothing to do is to be given; nil where nothing is left for him.
    ///
    /// - Parameters:
    ///   - takers: workers that compute the order.
    ///   - seconds: how long it may take, as far as that is known.
    package func share(for member: Member, takers: Int, seconds: Double, at now: Instant) -> Range<Int>? {
        let threads = member.hello.threads
        func cut(_ gap: Range<Int>, of all: Int) -> Range<Int> {
            let byRate = rates[member.peer].map { $0 * seconds } ?? 0
            let size = min(max(Int(byRate), threads), max(all / (2 * max(takers, 1)), threads))
            return gap.prefix(min(size, max(threads, Limits.slicesAtOnce)))
        }
        if let gap = pending.first { return cut(gap, of: pending.reduce(0) { $0 + $1.count }) }
        for (peer, handout) in handouts.late(at: now) where peer != member.peer {
            let gap = Handouts.gaps(in: answered, within: handout.leaves).first
            if let gap { return cut(gap, of: gap.count) }
        }
        return nil
    }

    /// Takes in that a worker is given slices.
    package mutating func give(_ slices: Range<Int>, to peer: PeerID, at now: Instant) {
        let computing = rates[peer].map { Double(slices.count) / $0 } ?? Limits.unknownShare.inSeconds
        let patience = max(Limits.unknownShare.inSeconds, Limits.lateFactor * computing)
        pending = pending.flatMap { $0.without(slices) }
        for (late, handout) in handouts.late(at: now) where handout.leaves.overlaps(slices) {
            wait(for: late, at: now)
        }
        handouts.give(
            Handout(
                leaves: slices, since: now, due: now + .seconds(patience),
                expected: now + .seconds(computing), audits: nil), to: peer, isShared: true)
    }

    /// Grants a late worker more time, twice as long each time.
    package mutating func wait(for peer: PeerID, at now: Instant) {
        guard let handout = handouts[peer] else { return }
        lates[peer, default: 0] += 1
        handouts.postpone(
            peer, until: now + .nanoseconds(2 * (handout.due.nanoseconds - handout.since.nanoseconds)))
    }

    /// Takes slices out of a worker's hands.
    package mutating func release(_ peer: PeerID) {
        if handouts.release(peer) != nil { pending = handouts.pending(answered: answered) }
    }

    /// A worker is gone, or is another: what was known of it is worth nothing.
    package mutating func forget(_ peer: PeerID) {
        release(peer)
        rates[peer] = nil
        lates[peer] = nil
    }

    /// Takes in that a worker cannot compute the order.
    package mutating func isUnable(_ member: Member, because reason: String) {
        release(member.peer)
        unable[member.hello.name] = reason
    }

    /// Takes in that nobody could be heard for so long.
    package mutating func excuse(_ time: Duration) { handouts.excuse(time) }

    // MARK: Taking in

    /// Takes in that a slice's outputs have come.
    ///
    /// - Parameter time: that a thread spent on them.
    /// - Returns: whether they are the first of that slice.
    package mutating func take(
        _ slice: Int, from member: Member, time: Duration, at now: Instant
    ) -> Bool {
        let count = handouts[member.peer]?.leaves.count ?? 1
        let rate = member.threads(for: count) / max(time.inSeconds, 1e-9)
        rates[member.peer] = rates[member.peer].map { 0.7 * $0 + 0.3 * rate } ?? rate
        lates[member.peer] = nil
        let isNews = !answered[slice]
        if isNews {
            answered[slice] = true
            left -= 1
            pending = pending.flatMap { $0.without(slice..<slice + 1) }
        }
        handouts.close(
            after: TreeNode(slice, slice + 1), by: member.peer, answered: answered, isAudited: { _ in false })
        return isNews
    }

    /// How far it is.
    package func progress(at now: Instant) -> OrderProgress {
        let done = order.slices - left
        let seconds = now.seconds(since: since)
        return OrderProgress(
            state: .computing, slices: order.slices, answered: done, workers: handouts.count,
            secondsLeft: done > 0 ? seconds * Double(left) / Double(done) : nil)
    }
}

extension Range<Int> {
    /// Its first `count` elements.
    fileprivate func prefix(_ count: Int) -> Range<Int> {
        lowerBound..<Swift.min(upperBound, lowerBound + Swift.max(count, 1))
    }
}
