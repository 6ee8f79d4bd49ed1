package import Neural

/// What came out of one slice of an order: the same numbers, whoever computes it and however often.
package struct Forecasts: Sendable, Equatable {
    /// The order's digest.
    package let order: String
    package let slice: Int
    /// Time that a thread spent on it.
    package let computeTime: Duration
    /// The slice's outputs.
    package let outputs: Vector

    package init(order: String, slice: Int, computeTime: Duration, outputs: Vector) {
        self.order = order
        self.slice = slice
        self.computeTime = computeTime
        self.outputs = outputs
    }
}
