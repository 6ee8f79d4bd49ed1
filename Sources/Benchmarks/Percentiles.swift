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
