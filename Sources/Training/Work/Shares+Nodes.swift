/// Cuts where the reduction tree has its joints, so that fewer partials go up.
extension Shares {
    /// Somebody who is given a share, as far as cutting goes.
    package struct Taker: Sendable {
        /// Microbatches a second, above 0.
        package let speed: Double
        /// Seconds that a share is on the way, whatever its size.
        package let delay: Double
        /// Seconds that each partial of it takes.
        package let sending: Double

        package init(speed: Double, delay: Double = 0, sending: Double = 0) {
            self.speed = speed
            self.delay = delay
            self.sending = sending
        }
    }

    /// By how much the expected time may grow for the sake of fewer partials.
    private static let slack = 1.02

    /// Moves the cuts between contiguous shares of `range` to where they save partials, if the last share is
    /// done hardly later: by at most 2 %, what sending takes counted in.
    ///
    /// A share's partials are the maximal nodes of the tree of `leaves` leaves inside it: 2^k leaves that
    /// begin at a multiple of 2^k are one, others up to 2 log2 of their number.
    ///
    /// - Parameters:
    ///   - sizes: as `earliest` says, which together are `range`.
    ///   - takers: whose they are.
    /// - Returns: the new sizes.
    package static func rounded(
        _ sizes: [Int], of range: Range<Int>, leaves: Int, takers: [Taker]
    ) -> [Int] {
        let used = sizes.indices.filter { sizes[$0] > 0 }
        guard used.count > 1, sizes.reduce(0, +) == range.count else { return sizes }
        func time(_ index: Int, _ leaves: Int, _ partials: Int) -> Double {
            let taker = takers[index]
            return taker.delay + Double(leaves) / taker.speed + Double(partials) * taker.sending
        }
        func partials(_ first: Int, _ end: Int) -> Int {
            TreeNode.maximalNodes(in: first..<end, leaves: leaves).count
        }
        // The best way to have cut up to each place, from left to right.
        struct Way {
            var cuts: [Int]
            var partials: Int
            var time: Double
        }
        var ways = [Way(cuts: [range.lowerBound], partials: 0, time: 0)]
        var ideal = range.lowerBound
        var limit = 0.0
        for index in used {
            limit = max(limit, time(index, sizes[index], partials(ideal, ideal + sizes[index])))
            ideal += sizes[index]
        }
        limit *= slack
        ideal = range.lowerBound
        for index in used {
            ideal += sizes[index]
            let isLast = index == used.last
            let places =
                isLast ? [range.upperBound] : self.places(near: ideal, within: range, reach: sizes[index])
            ways = places.compactMap { place in
                ways.compactMap { way -> Way? in
                    guard let first = way.cuts.last, first < place else { return nil }
                    let count = partials(first, place)
                    let time = max(way.time, time(index, place - first, count))
                    guard time <= limit else { return nil }
                    return Way(cuts: way.cuts + [place], partials: way.partials + count, time: time)
                }
                .min { ($0.partials, $0.time) < ($1.partials, $1.time) }
            }
            if ways.isEmpty { return sizes }
        }
        guard let best = ways.min(by: { ($0.partials, $0.time) < ($1.partials, $1.time) }) else {
            return sizes
        }
        var result = sizes
        for (place, index) in used.enumerated() { result[index] = best.cuts[place + 1] - best.cuts[place] }
        return result
    }

    /// Where a cut may be: at its ideal place, or at the next multiples of powers of two.
    private static func places(near ideal: Int, within range: Range<Int>, reach: Int) -> [Int] {
        var places: Set<Int> = [ideal]
        var size = 2
        while size <= 2 * range.upperBound {
            let below = ideal / size * size
            for place in [below, below + size]
            where place > range.lowerBound && place < range.upperBound && abs(place - ideal) <= max(reach, 1)
            {
                places.insert(place)
            }
            size *= 2
        }
        return places.sorted()
    }
}
