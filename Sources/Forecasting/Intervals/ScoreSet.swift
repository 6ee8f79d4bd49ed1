/// The newest scores of one value of the windows, of which a quantile is wanted again and again.
struct ScoreSet: Sendable {
    /// Ascending.
    private var sorted: [Double] = []
    /// In the order of time, from `oldest` on.
    private var inTime: [Double] = []
    private var oldest = 0
    private let capacity: Int

    /// - Parameters:
    ///   - scores: in the order of time; one that is NaN is none.
    ///   - capacity: the most that are kept; nil: no more than these.
    init(_ scores: some Sequence<Double>, capacity: Int? = nil) {
        inTime = scores.filter { !$0.isNaN }
        self.capacity = max(capacity ?? 0, inTime.count)
        sorted = inTime.sorted()
    }

    var count: Int { sorted.count }

    /// Adds a score that is not NaN, and takes the oldest out where there are too many.
    mutating func insert(_ score: Double) {
        if sorted.count == capacity {
            guard capacity > 0 else { return }
            sorted.remove(at: place(of: inTime[oldest]))
            oldest += 1
            // Before the front is longer than what counts.
            if oldest > capacity {
                inTime.removeFirst(oldest)
                oldest = 0
            }
        }
        sorted.insert(score, at: place(of: score))
        inTime.append(score)
    }

    /// The ceil((n + 1) level)-th smallest of the n scores: infinite where that exceeds n, the smallest where
    /// it is none.
    func quantile(_ level: Double) -> Double {
        // A product such as 100 x 0.55 must not go up for its last bit.
        let rank = (Double(count + 1) * level - 1e-9).rounded(.up)
        guard rank <= Double(count) else { return .infinity }
        return sorted[max(Int(rank), 1) - 1]
    }

    /// Of the first that is not below.
    private func place(of score: Double) -> Int {
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < score { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
