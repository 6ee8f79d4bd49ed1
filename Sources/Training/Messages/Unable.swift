/// The worker cannot compute an order: its memory does not hold it, or it reads something else in it.
package struct Unable: Sendable, Equatable {
    /// The order's digest.
    package let order: String
    package let reason: String

    package init(order: String, reason: String) {
        self.order = order
        self.reason = reason
    }
}
