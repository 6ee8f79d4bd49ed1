/// Where a value will lie with one probability, for the values of some windows: (W, V) each, row-major, in
/// the scale of the model.
package struct IntervalBounds: Sendable, Equatable {
    /// The probability, above 0 and below 1.
    package let level: Double
    /// Not above `upper`; infinite where nothing is known.
    package var lower: [Double]
    package var upper: [Double]

    package init(level: Double, lower: [Double], upper: [Double]) {
        precondition(lower.count == upper.count, "an interval has two ends")
        self.level = level
        self.lower = lower
        self.upper = upper
    }

    /// How far a value lies outside, below 0 for one inside: the score of conformalized quantile regression
    /// (Romano et al. 2019, equation 6). Of a point, whose ends are one, it is the absolute residual.
    ///
    /// - Returns: NaN for a value that is NaN.
    func score(_ place: Int, truth: Double) -> Double {
        truth.isNaN ? .nan : max(lower[place] - truth, truth - upper[place])
    }

    /// Moves both ends outwards, or inwards until they meet in the middle.
    mutating func widen(_ place: Int, by length: Double) {
        let half = (upper[place] - lower[place]) / 2
        guard length >= -half else {
            let middle = lower[place] + half
            (lower[place], upper[place]) = (middle, middle)
            return
        }
        lower[place] -= length
        upper[place] += length
    }

    /// Whether a value lies inside.
    func holds(_ place: Int, truth: Double) -> Bool { lower[place] <= truth && truth <= upper[place] }
}
