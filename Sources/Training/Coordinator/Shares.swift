/// Cuts work into contiguous shares so that all are done as early as can be.
package enum Shares {
    /// How many of `count` equal microbatches each worker computes, so that the last of them is done earliest; of
    /// workers that would be done at the same time, the first gets more.
    ///
    /// A worker's n-th microbatch is done at n / speed. The `count` earliest of all these times make the shares:
    /// no other
    /// way is done earlier, and a slow worker is left out where it would be the last.
    ///
    /// - Parameter speeds: microbatches a second, above 0; where they make no sense, all count as equal.
    package static func earliest(_ count: Int, speeds: [Double]) -> [Int] {
        guard !speeds.isEmpty else { return [] }
        let total = speeds.reduce(0, +)
        guard total > 0, total.isFinite, speeds.allSatisfy({ $0 >= 0 }) else {
            return earliest(count, speeds: Array(repeating: 1, count: speeds.count))
        }
        // All that is done by the time that the work would take if it could be cut at will is part of the answer.
        var shares = speeds.map { Int((Double(count) * ($0 / total)).rounded(.down)) }
        let left = count - shares.reduce(0, +)
        guard left > 0 else { return shares }
        // Fewer microbatches than workers are left. One more for each of the soonest would be done by `bound`.
        func end(_ index: Int, _ more: Int) -> Double { Double(shares[index] + more) / speeds[index] }
        let bound = shares.indices.map { end($0, 1) }.sorted()[min(left, shares.count) - 1]
        var soonest: [(end: Double, index: Int)] = []
        for index in shares.indices {
            var more = 1
            while more <= left, end(index, more) <= bound {
                soonest.append((end(index, more), index))
                more += 1
            }
        }
        for next in soonest.sorted(by: { ($0.end, $0.index) < ($1.end, $1.index) }).prefix(left) {
            shares[next.index] += 1
        }
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
