/// A share of the work in one worker's hands.
package struct Handout: Sendable, Equatable {
    package let leaves: Range<Int>
    package let since: Instant
    /// When it is late, and may be given to somebody else as well.
    package var due: Instant
    /// When it would be done if the worker kept its usual speed.
    package let expected: Instant
    /// Somebody else has been given the same leaves, since he is done much sooner.
    package var isOvertaken = false
    /// The node that is computed for a second opinion; nil for work that nobody has done yet.
    package let audits: TreeNode?

    package init(leaves: Range<Int>, since: Instant, due: Instant, expected: Instant, audits: TreeNode?) {
        self.leaves = leaves
        self.since = since
        self.due = due
        self.expected = expected
        self.audits = audits
    }
}

/// Who has been given which leaves of the piece of work at hand.
package struct Handouts: Sendable {
    private var byPeer: [PeerID: Handout] = [:]
    /// No handout is late before this.
    private var firstDue: Instant?
    /// Nothing is expected after this.
    private var lastExpected: Instant?
    /// Whether several workers may have the same leaves.
    private var overlaps = false

    package subscript(peer: PeerID) -> Handout? { byPeer[peer] }

    package var isEmpty: Bool { byPeer.isEmpty }
    package var count: Int { byPeer.count }

    /// In no order.
    package var all: some Sequence<(key: PeerID, value: Handout)> { byPeer }

    /// The leaves that are neither answered nor in anybody's hands, as ranges from left to right.
    package func pending(answered: [Bool]) -> [Range<Int>] {
        var taken = answered
        for handout in byPeer.values {
            for leaf in handout.leaves { taken[leaf] = true }
        }
        return Self.gaps(in: taken, within: 0..<taken.count)
    }

    /// The maximal ranges of leaves that are not taken.
    package static func gaps(in taken: [Bool], within range: Range<Int>) -> [Range<Int>] {
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
    @discardableResult
    package mutating func release(_ peer: PeerID) -> Handout? { byPeer.removeValue(forKey: peer) }

    /// - Parameter isShared: whether somebody else has some of these leaves, too, or has had them.
    package mutating func give(_ handout: Handout, to peer: PeerID, isShared: Bool) {
        byPeer[peer] = handout
        firstDue = min(firstDue ?? handout.due, handout.due)
        lastExpected = max(lastExpected ?? handout.expected, handout.expected)
        if isShared { overlaps = true }
    }

    /// Ends the handouts of which every leaf is answered by anyone's result, and the second opinions that are
    /// not needed any more; a worker whose share was done by another gets new work, which makes it drop the
    /// old.
    ///
    /// - Parameters:
    ///   - node: what was answered.
    ///   - peer: by whom.
    package mutating func close(
        after node: TreeNode, by peer: PeerID, answered: [Bool], isAudited: (TreeNode) -> Bool
    ) {
        func isOpen(_ handout: Handout) -> Bool {
            handout.audits.map(isAudited) ?? handout.leaves.contains { !answered[$0] }
        }
        // Most often each leaf is in one worker's hands, and an answer does nobody else's work.
        if let own = byPeer[peer], !overlaps, TreeNode(own.leaves).contains(node) {
            if !isOpen(own) { byPeer[peer] = nil }
        } else {
            byPeer = byPeer.filter { isOpen($0.value) }
        }
    }

    /// Whether somebody has a node in hand for a second opinion, and is not late with it.
    package func isInHand(_ node: TreeNode, at now: Instant) -> Bool {
        byPeer.contains { $0.value.audits == node && $0.value.due > now }
    }

    package func hasLate(at now: Instant) -> Bool {
        guard let firstDue, firstDue <= now else { return false }
        return byPeer.contains { $0.value.due <= now }
    }

    /// Whether something will take so much longer that it may be worth while to have others do it, too.
    package func isLongAwaited(at now: Instant) -> Bool {
        guard let lastExpected, now + Limits.lateMinimum < lastExpected else { return false }
        return byPeer.contains { !$0.value.isOvertaken && now + Limits.lateMinimum < $0.value.expected }
    }

    /// What is not late but expected last, of what nobody else has been given, too, and somebody could do.
    package func longestAwaited(
        at now: Instant, where canBeDone: (Handout) -> Bool
    ) -> (peer: PeerID, handout: Handout)? {
        guard isLongAwaited(at: now) else { return nil }
        let longest = byPeer.filter { !$0.value.isOvertaken && $0.value.due > now && canBeDone($0.value) }
            .max {
                ($0.value.expected, $1.value.leaves.lowerBound)
                    < ($1.value.expected, $0.value.leaves.lowerBound)
            }
        return longest.map { ($0.key, $0.value) }
    }

    /// Takes note that somebody else has been given the same leaves, since he is done much sooner.
    package mutating func overtake(_ peer: PeerID) { byPeer[peer]?.isOvertaken = true }

    /// What is late, the latest first.
    package func late(at now: Instant) -> [(peer: PeerID, handout: Handout)] {
        byPeer.filter { $0.value.due <= now }
            .sorted {
                ($0.value.due, $0.value.leaves.lowerBound) < ($1.value.due, $1.value.leaves.lowerBound)
            }
            .map { ($0.key, $0.value) }
    }

    /// Takes in that nobody could be heard for so long.
    package mutating func excuse(_ time: Duration) {
        byPeer = byPeer.mapValues {
            var handout = $0
            handout.due = handout.due + time
            return handout
        }
        firstDue = firstDue.map { $0 + time }
    }

    /// Grants more time: somebody else has been given the same leaves, too.
    package mutating func postpone(_ peer: PeerID, until due: Instant) { byPeer[peer]?.due = due }
}
