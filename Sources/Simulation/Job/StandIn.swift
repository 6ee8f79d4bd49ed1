import Jobs
import Neural
import Series
import Training

/// A cheap stand-in for the gradient: a pure function of step, microbatch and every bit of the weights.
///
/// Whatever is computed with the wrong weights, for the wrong step or added in another order shows in the
/// bits. The first three numbers count the leaves that a sum is made of, exactly: how many, the sum of their
/// places, and the sum of a number that depends on the place, so that a leaf counted twice cannot hide behind
/// one left out.
struct StandIn: SimulatedComputation {
    /// P, numbers of a gradient.
    static let numbers = 8
    /// The first numbers, which count.
    static let counters = 3

    private let plan: WorkPlan

    init(plan: WorkPlan) { self.plan = plan }

    static func counters(of leaf: Int) -> [Float] { [1, Float(leaf + 1), Float(leaf * 7919 % 1009)] }

    func gradient(step: Int, microbatch: Int, weights: Vector) -> NodeSum {
        let key = Self.key(step: step, place: microbatch, purpose: .train, weights)
        var gradient = Vector(zeros: Self.numbers)
        gradient.withUnsafeMutableBufferPointer { buffer in
            for (index, count) in Self.counters(of: microbatch).enumerated() { buffer[index] = count }
            for index in Self.counters..<Self.numbers {
                buffer[index] = Self.number(key &+ UInt64(index))
            }
        }
        return NodeSum(
            gradient: gradient, loss: 1 + Double(Self.number(key)),
            samples: plan.slots(step: step, microbatch: microbatch).count)
    }

    func metrics(_ purpose: Purpose, slice: Int, weights: Vector) -> MetricSums {
        let key = Self.key(step: 0, place: slice, purpose: purpose, weights)
        let windows = plan.windows(purpose, slice: slice).count
        return MetricSums(
            samples: windows, loss: 2 + Double(Self.number(key)),
            errors: ErrorSums(
                count: windows, squaredError: 3 + Double(Self.number(key &+ 1)),
                absoluteError: 3 + Double(Self.number(key &+ 2))),
            percentages: 4 + Double(Self.number(key &+ 3)), scaledError: 5 + Double(Self.number(key &+ 4)),
            scaledCount: windows, pinball: 6 + Double(Self.number(key &+ 5)), covered: slice % 3,
            quantileCount: windows)
    }

    private static func key(step: Int, place: Int, purpose: Purpose, _ weights: Vector) -> UInt64 {
        var key = BitMixer.mix(UInt64(step) << 32 | UInt64(place) << 2 | UInt64(purpose.rawValue))
        weights.withUnsafeBufferPointer { buffer in
            for number in buffer { key = BitMixer.mix(key ^ UInt64(number.bitPattern)) }
        }
        return key
    }

    /// A number on -1 ... 1 that needs all of Float's bits.
    private static func number(_ key: UInt64) -> Float {
        Float(Int32(truncatingIfNeeded: BitMixer.mix(key) >> 32)) * 0x1p-31
    }
}
