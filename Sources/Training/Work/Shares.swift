/// Cuts work into contiguous shares so that all are done as early as can be.
package enum Shares {
    /// How many of `count` equal microbatches each worker computes, so that the last of them is done
    /// earliest; of workers that would be done at the same time, the first gets more.
    ///
    /// A worker's n-th microbatch is done at delay + n / speed. The `count` earliest of all these times make
    /// the shares: no other way is done earlier, and a slow or distant worker is left out where it would be
    /// the last.
    ///
    /// - Parameters:
    ///   - speeds: microbatches a second, above 0; where they make no sense, all count as equal.
    ///   - delays: seconds that a share is on the way, whatever its size; nil: none.
    package static func earliest(_ count: Int, speeds: [Double], delays: [Double]? = nil) -> [Int] {
        guard !speeds.isEmpty else { return [] }
        let total = speeds.reduce(0, +)
        let delays = delays ?? speeds.map { _ in 0 }
        guard total > 0, total.isFinite, speeds.allSatisfy({ $0 >= 0 }),
            delays.allSatisfy({ $0 >= 0 && $0.isFinite })
        else {
            return earliest(count, speeds: Array(repeating: 1, count: speeds.count))
        }
        // All that is done by the time that the work would take if it could be cut at will is part of the
        // answer.
        let time = endOfDivisible(Double(count), speeds: speeds, delays: delays)
        guard time.isFinite else {
            return earliest(count, speeds: Array(repeating: 1, count: speeds.count))
        }
        var shares = zip(speeds, delays).map { speed, delay in
            Int(min(Double(count), max(0, (time - delay) * speed)).rounded(.down))
        }
        let left = count - shares.reduce(0, +)
        guard left > 0 else { return shares }
        // Fewer microbatches than workers are left. One more for each of the soonest would be done by
        // `bound`.
        func end(_ index: Int, _ more: Int) -> Double {
            delays[index] + Double(shares[index] + more) / speeds[index]
        }
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

    /// When `amount` of work would be done by all together if it could be cut at will: whoever is too far
    /// away to be of help by then is left out.
    private static func endOfDivisible(_ amount: Double, speeds: [Double], delays: [Double]) -> Double {
        var speed = 0.0
        var before = 0.0
        var end = Double.infinity
        for index in speeds.indices.sorted(by: { (delays[$0], $0) < (delays[$1], $1) }) {
            if delays[index] >= end { break }
            speed += speeds[index]
            before += delays[index] * speeds[index]
            if speed > 0 { end = (amount + before) / speed }
        }
        return end
    }

    /// Cuts `ranges` into one contiguous range for each of `sizes`, at most that long; nil where nothing is
    /// left.
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
