/// Which leaf of a computation a worker's threads take next.
package struct LeafQueue: Sendable {
    private var computation: Computation?
    private var next = 0

    package init() {}

    /// Whether a leaf is left to be taken.
    package var hasWork: Bool {
        computation.map { next < $0.leaves.upperBound - (planted(.lastLeavesAreLeft) ? 1 : 0) } ?? false
    }

    /// Begins a computation in place of whatever was under way.
    package mutating func begin(_ computation: Computation) {
        self.computation = computation
        next = computation.leaves.lowerBound
    }

    package mutating func abandon() { computation = nil }

    /// Abandons what is not of this run.
    package mutating func keepOnly(run: String) {
        if computation?.run != run { computation = nil }
    }

    /// The next leaf, from the first to the last, each once; nil where none is left.
    package mutating func take() -> (computation: Computation, leaf: Int)? {
        guard hasWork, let computation else { return nil }
        defer { next += 1 }
        return (computation, next)
    }

    /// All leaves that are left; nil where none is.
    package mutating func takeAll() -> (computation: Computation, leaves: Range<Int>)? {
        guard hasWork, let computation else { return nil }
        defer { next = computation.leaves.upperBound }
        return (computation, next..<computation.leaves.upperBound)
    }
}
