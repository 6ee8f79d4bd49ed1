/// Cuts work into contiguous shares in proportion to the workers' speeds.
package enum Shares {
    /// Whole numbers that add up to `count`, in proportion to `weights` (largest remainders, ties to the first).
    package static func proportional(_ count: Int, to weights: [Double]) -> [Int] {
        let total = weights.reduce(0, +)
        guard total > 0, total.isFinite else {
            return weights.isEmpty ? [] : proportional(count, to: Array(repeating: 1, count: weights.count))
        }
        let ideal = weights.map { Double(count) * ($0 / total) }
        var shares = ideal.map { Int($0.rounded(.down)) }
        let byRemainder = weights.indices.sorted {
            (ideal[$1] - Double(shares[$1]), $0) < (ideal[$0] - Double(shares[$0]), $1)
        }
        for index in byRemainder.prefix(max(0, count - shares.reduce(0, +))) { shares[index] += 1 }
        return shares
    }

    /// Cuts `ranges` into one contiguous range for each of `sizes`, at most that long; nil where nothing is left.
    package static func cut(_ ranges: [Range<Int>], into sizes: [Int]) -> [Range<Int>?] {
        var rest = ranges[...]
        return sizes.map { size in
            guard size > 0, let first = rest.popFirst() else { return nil }
            guard first.count > size else { return first }
            let middle = first.lowerBound + size
            rest = [middle..<first.upperBound] + rest
            return first.lowerBound..<middle
        }
    }
}
