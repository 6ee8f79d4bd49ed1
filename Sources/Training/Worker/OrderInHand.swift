/// Slices of an order that a worker computes, or has computed last.
struct OrderInHand: Sendable {
    /// Where it stands with what the order is computed from.
    enum State: Sendable {
        /// It is looked for, fetched chunk by chunk or read. Left on `orderPrepared`.
        case preparing(lastProgress: Instant, nextOffset: Int?)
        /// Of so many slices some are computed, or were until then.
        case ready(slices: Int, since: Instant)
    }

    var assignment: ForecastAssignment
    var state: State
    /// Slices of the assignment that are not computed yet.
    private var left: Set<Int>

    init(_ assignment: ForecastAssignment, at now: Instant) {
        self.assignment = assignment
        state = .preparing(lastProgress: now, nextOffset: nil)
        left = Set(assignment.slices)
    }

    var digest: String { assignment.order }

    /// Whether nothing is left to be computed.
    var isDone: Bool { left.isEmpty }

    /// Takes in other slices of the same order.
    mutating func take(_ assignment: ForecastAssignment) {
        self.assignment = assignment
        left = Set(assignment.slices)
    }

    /// Takes in that a slice is computed.
    mutating func computed(_ slice: Int) { left.remove(slice) }

    /// Nobody wants the slices any more.
    mutating func abandon() { left = [] }
}
