/// Who has been given which leaves of the piece of work at hand.
struct WorkBoard: Sendable {
    /// A share of the work in one worker's hands.
    struct Order: Sendable, Equatable {
        let leaves: Range<Int>
        let since: Instant
        /// When it is late, and may be given to somebody else as well.
        var due: Instant
        /// When it would be done if the worker kept its usual speed.
        let expected: Instant
        /// The node that is computed for a second opinion; nil for work that nobody has done yet.
        let audits: TreeNode?
        /// Time that threads have spent on what has come back of it so far.
        var computed = Duration.zero
    }

    let purpose: Purpose
    let step: Int
    private(set) var orders: [PeerID: Order] = [:]

    /// The leaves that are neither answered nor in anybody's hands, as ranges from left to right.
    func pending(answered: [Bool]) -> [Range<Int>] {
        var taken = answered
        for order in orders.values {
            for leaf in order.leaves { taken[leaf] = true }
        }
        return Self.gaps(in: taken, within: 0..<taken.count)
    }

    /// The maximal ranges of leaves that are not taken.
    static func gaps(in taken: [Bool], within range: Range<Int>) -> [Range<Int>] {
        var gaps: [Range<Int>] = []
        var start: Int?
        for leaf in range {
            if taken[leaf] {
                if let first = start { gaps.append(first..<leaf) }
                start = nil
            } else if start == nil {
                start = leaf
            }
        }
        if let first = start { gaps.append(first..<range.upperBound) }
        return gaps
    }

    /// Forgets what a worker was given: it has gone or starts over.
    mutating func release(_ peer: PeerID) { orders[peer] = nil }

    mutating func give(_ order: Order, to peer: PeerID) { orders[peer] = order }

    /// Ends the orders of which every leaf is answered by anyone's result, and the second opinions that are
    /// not needed any more; a worker whose share was done by another gets new work, which makes it drop the
    /// old.
    mutating func closeOrders(answered: [Bool], isAudited: (TreeNode) -> Bool) {
        for (peer, order) in orders {
            let isOpen = order.audits.map(isAudited) ?? order.leaves.contains { !answered[$0] }
            if !isOpen { orders[peer] = nil }
        }
    }

    /// Takes in how long a worker computed a part of its order.
    mutating func computed(_ time: Duration, by peer: PeerID) { orders[peer]?.computed += time }

    /// Whether somebody has a node in hand for a second opinion, and is not late with it.
    func isInHand(_ node: TreeNode, at now: Instant) -> Bool {
        orders.contains { $0.value.audits == node && $0.value.due > now }
    }

    func hasLate(at now: Instant) -> Bool { orders.contains { $0.value.due <= now } }

    /// The orders that are late, the latest first.
    func late(at now: Instant) -> [(peer: PeerID, order: Order)] {
        orders.filter { $0.value.due <= now }
            .sorted {
                ($0.value.due, $0.value.leaves.lowerBound) < ($1.value.due, $1.value.leaves.lowerBound)
            }
            .map { ($0.key, $0.value) }
    }

    /// Grants a late order more time: somebody else has been given its leaves, too.
    mutating func postpone(_ peer: PeerID, until due: Instant) { orders[peer]?.due = due }
}
