import Tables

/// The quartiles of some numbers, each on the line between the two that are nearest to it (numpy's `linear`).
struct Quartiles: Equatable {
    let first: Double
    let median: Double
    let third: Double

    /// - Parameter values: at least one, none NaN, in any order.
    init(_ values: [Double]) {
        let sorted = values.sorted()
        first = Self.quantile(0.25, of: sorted)
        median = Self.quantile(0.5, of: sorted)
        third = Self.quantile(0.75, of: sorted)
    }

    private static func quantile(_ share: Double, of sorted: [Double]) -> Double {
        let place = share * Double(sorted.count - 1)
        let lower = Int(place)
        let rest = place - Double(lower)
        let (left, right) = (sorted[lower], sorted[min(lower + 1, sorted.count - 1)])
        // As numpy has it, from the nearer side. A zero has no sign then, wherever the sorting left one.
        return rest < 0.5 ? left + (right - left) * rest + 0 : right - (right - left) * (1 - rest) + 0
    }
}

extension ForecastSeries {
    /// Columns whose first and third quartile are equal over training rows that are not all equal, in some
    /// series: `robust` divides by their deviation.
    package var flatColumns: [Int] {
        let groups = scalers.count == 1 ? [stretches.indices] : named.map(\.stretches)
        let masks = Set(roles.masks.map(\.column))
        return columns.indices.filter { column in
            !masks.contains(column)
                && groups.contains { group in
                    let trained = stretches[group].flatMap { stretch in
                        stretch.train.map { Double(values[$0 * columns.count + column]) }.filter { !$0.isNaN }
                    }
                    guard let one = trained.first, trained.contains(where: { $0 != one }) else {
                        return false
                    }
                    let quartiles = Quartiles(trained)
                    return quartiles.first == quartiles.third
                }
        }
    }
}
