import CKernels

/// A penalty on the size of weights, which the loss includes: l1 sum |w| + l2 sum w^2 (Keras 3 `L1L2`).
package struct Regularizer: JobKeyed {
    /// At least 0.
    package var l1: Double
    /// At least 0.
    package var l2: Double

    package init(l1: Double = 0, l2: Double = 0) {
        self.l1 = l1
        self.l2 = l2
    }

    package static let template = Regularizer()
    package static let keys: [JobKey<Regularizer>] = [
        .number("l1", \.l1, in: range), .number("l2", \.l2, in: range),
    ]
    private static let range = 0.0...1e6

    /// The penalty of `count` weights, in Float64: the same bits on every processor.
    func penalty(_ weights: UnsafePointer<Float>, count: Int) -> Double {
        (l1 > 0 ? l1 * ck_sum_magnitudes(weights, count) : 0)
            + (l2 > 0 ? l2 * ck_sum_squares(weights, count) : 0)
    }

    /// Adds the penalty's gradient, l1 sign(w) + 2 l2 w, of `count` weights.
    func add(to gradient: UnsafeMutablePointer<Float>, of weights: UnsafePointer<Float>, count: Int) {
        ck_penalize(gradient, weights, Float(l1), Float(2 * l2), count)
    }
}
