package import Jobs

/// What a worker was given to compute, and how much of it has not come back.
package struct Share: Sendable, Equatable {
    package let purpose: Purpose
    package let step: Int
    package let leaves: Range<Int>
    package let since: Instant
    /// Vectors that travel for it: the weights, and the partials that come back.
    package let vectors: Int
    /// Leaves that have not come back.
    package var left: Int
    /// Messages by which it has come back so far.
    package var parts = 0
    /// Time that threads have spent on what has come back so far.
    package var computed = Duration.zero

    /// - Parameter partials: by how many sums it comes back.
    package init(_ purpose: Purpose, step: Int, leaves: Range<Int>, partials: Int, since: Instant) {
        self.purpose = purpose
        self.step = step
        self.leaves = leaves
        self.since = since
        vectors = 1 + partials
        left = leaves.count
    }
}
