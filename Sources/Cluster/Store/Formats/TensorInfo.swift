/// A tensor's name and shape, as far as files need to know.
public struct TensorInfo: Sendable, Equatable {
    public let name: String
    /// Extents, slowest first; empty for a single number. None is negative.
    public let shape: [Int]

    public init(name: String, shape: [Int]) {
        self.name = name
        self.shape = shape
    }

    /// Numbers in the tensor.
    public var count: Int { shape.reduce(1, *) }
}

extension [TensorInfo] {
    /// Numbers in all tensors together.
    var totalCount: Int { reduce(0) { $0 + $1.count } }
}
