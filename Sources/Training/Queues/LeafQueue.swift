/// Work of which threads take a leaf at a time.
package protocol LeafWork: Sendable {
    var leaves: Range<Int> { get }
    /// What it is for: a run, or an order.
    var owner: String { get }
}

extension Computation: LeafWork {
    package var owner: String { run }
}

extension ForecastAssignment: LeafWork {
    package var leaves: Range<Int> { slices }
    package var owner: String { order }
}

/// Which leaf of a computation a worker's threads take next.
package struct LeafQueue<Work: LeafWork>: Sendable {
    private var computation: Work?
    private var next = 0

    package init() {}

    /// Whether a leaf is left to be taken.
    package var hasWork: Bool {
        computation.map { next < $0.leaves.upperBound - (planted(.lastLeavesAreLeft) ? 1 : 0) } ?? false
    }

    /// What the computation is for; nil without one.
    package var owner: String? { computation?.owner }

    /// Begins a computation in place of whatever was under way.
    package mutating func begin(_ computation: Work) {
        self.computation = computation
        next = computation.leaves.lowerBound
    }

    package mutating func abandon() { computation = nil }

    /// Abandons what is not of this run, or order.
    package mutating func keepOnly(_ owner: String) {
        if computation?.owner != owner { computation = nil }
    }

    /// The next leaf, from the first to the last, each once; nil where none is left.
    package mutating func take() -> (computation: Work, leaf: Int)? {
        guard hasWork, let computation else { return nil }
        defer { next += 1 }
        return (computation, next)
    }

    /// All leaves that are left; nil where none is.
    package mutating func takeAll() -> (computation: Work, leaves: Range<Int>)? {
        guard hasWork, let computation else { return nil }
        defer { next = computation.leaves.upperBound }
        return (computation, next..<computation.leaves.upperBound)
    }
}
