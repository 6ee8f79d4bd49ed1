/// Forward passes of a trained model that somebody waits for: what a coordinator knows of them.
///
/// All that they are computed from lies in its data, under `digest`: the same digest, the same outputs,
/// whoever computes them.
package struct ForecastOrder: Sendable, Equatable {
    /// SHA-256 (64 hexadecimal digits) of the order's bytes.
    package let digest: String
    /// Size of the order in bytes.
    package let bytes: Int
    /// The only fingerprint of workers that compute for it: that of whoever ordered.
    package let fingerprint: String
    /// Where each slice's outputs begin among those of all, counted in numbers, and behind the last where
    /// they end.
    package let places: [Int]

    /// - Parameter numbers: of each slice's outputs.
    package init(digest: String, bytes: Int, fingerprint: String, numbers: [Int]) {
        self.digest = digest
        self.bytes = bytes
        self.fingerprint = fingerprint
        places = numbers.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    }

    package var slices: Int { places.count - 1 }

    /// Numbers of some consecutive slices' outputs; 0 where there are none such.
    package func numbers(_ slices: Range<Int>) -> Int {
        guard slices.lowerBound >= 0, slices.upperBound <= self.slices else { return 0 }
        return places[slices.upperBound] - places[slices.lowerBound]
    }
}

/// How far an order is, for whoever waits for it.
package struct OrderProgress: Sendable, Codable, Equatable {
    package enum State: String, Sendable, Codable, CaseIterable {
        /// Others are computed first.
        case waiting
        /// Slices are given out.
        case computing
        /// All outputs are in their file.
        case done
        /// It cannot be computed, or not be kept.
        case failed
    }

    package let state: State
    package let slices: Int
    /// Slices whose outputs have come.
    package let answered: Int
    /// Workers that have slices in hand.
    package let workers: Int
    /// Nil before the first outputs, and where nothing is left.
    @ExplicitNull package var secondsLeft: Double?
    /// Why it failed.
    @ExplicitNull package var reason: String?

    /// It is being read, or there are as many as there may be, or the coordinator ends: whoever waits asks
    /// again.
    package static let notBegun = OrderProgress(state: .waiting, slices: 0, answered: 0, workers: 0)
}
