/// What repetitions of the same work have in common.
package struct Spread: Equatable {
    package let median: Double
    package let minimum: Double
    package let maximum: Double

    /// - Parameter values: at least one.
    package init(_ values: [Double]) {
        precondition(!values.isEmpty, "nothing was measured")
        let sorted = values.sorted()
        let middle = sorted.count / 2
        median = sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
        minimum = sorted[0]
        maximum = sorted[sorted.count - 1]
    }
}

/// Values of which so many hundredths are at most ...
package struct Percentiles: Equatable {
    private let sorted: [Double]

    /// - Parameter values: at least one.
    package init(_ values: [Double]) {
        precondition(!values.isEmpty, "nothing was measured")
        sorted = values.sorted()
    }

    /// The smallest of the values that at least `percent` of 100 do not exceed (nearest rank).
    ///
    /// - Parameter percent: 0 to 100.
    package subscript(percent: Double) -> Double {
        let rank = Int((percent / 100 * Double(sorted.count)).rounded(.up))
        return sorted[min(max(rank, 1), sorted.count) - 1]
    }
}
