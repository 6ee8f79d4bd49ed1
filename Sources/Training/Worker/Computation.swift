public import Neural
public import Series

/// A range of microbatches or slices to be computed with given weights, each by itself.
public struct Computation: Sendable, Equatable {
    public let run: String
    public let purpose: Purpose
    public let step: Int
    public let leaves: Range<Int>
    /// P numbers.
    public let weights: Vector

    /// Whether a result of this computation belongs to `other`, too.
    public func isSameWork(as other: Computation) -> Bool {
        run == other.run && purpose == other.purpose && step == other.step && leaves == other.leaves
    }
}

/// What came out of one leaf of a computation.
public struct LeafResult: Sendable {
    public enum Value: Sendable {
        case gradient(GradientSum)
        case metrics(MetricSums)
    }
    public let leaf: Int
    public let value: Value
    /// Time that the thread spent on it.
    public let computeTime: Duration

    public init(leaf: Int, value: Value, computeTime: Duration) {
        self.leaf = leaf
        self.value = value
        self.computeTime = computeTime
    }
}
