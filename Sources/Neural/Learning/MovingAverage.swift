import CKernels

/// An average of the weights over the updates, in which the newest count most (Polyak and Juditsky 1992;
/// Keras 3.15 `use_ema`).
package struct MovingAverage: Hashable, Sendable {
    /// Below 1: at 1 the average would never take anything in.
    package static let momentumRange = OptimizerRange.decay

    /// What an update keeps of the average, in `momentumRange`.
    package var momentum: Double
    /// Updates after which the average takes the weights' place, again and again; nil: never.
    package var overwriteFrequency: Int?

    package init(momentum: Double = 0.99, overwriteFrequency: Int? = nil) {
        self.momentum = momentum
        self.overwriteFrequency = overwriteFrequency
    }

    /// Takes in the weights that an update has made. The first update's are the average.
    ///
    /// - Parameters:
    ///   - average: P numbers, or nil before the first update.
    ///   - weights: P numbers; the average takes their place where it is time to.
    ///   - update: the update's number, from 1.
    ///   - places: the weights that updates change; nil: all.
    package func take(
        _ weights: inout Vector, into average: inout Vector?, update: Int, places: [Range<Int>]? = nil
    ) {
        guard update > 1, var sum = average else {
            average = weights
            return
        }
        // Not to be copied while it is changed.
        average = nil
        let (keep, take) = (Float(momentum), Float(1 - momentum))
        weights.withUnsafeBufferPointer { weights in
            sum.withUnsafeMutableBufferPointer { sum in
                guard let from = weights.baseAddress, let to = sum.baseAddress else { return }
                for range in places ?? [0..<sum.count] {
                    let (to, from) = (to + range.lowerBound, from + range.lowerBound)
                    VectorMath.inParts(range.count) {
                        _ = ck_scale(to + $0.lowerBound, to + $0.lowerBound, keep, $0.count)
                        ck_axpy(to + $0.lowerBound, from + $0.lowerBound, take, $0.count)
                    }
                }
            }
        }
        if let frequency = overwriteFrequency, update % frequency == 0 { weights = sum }
        average = sum
    }
}
