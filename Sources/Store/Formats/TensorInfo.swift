/// A tensor's name and shape, as far as files need to know.
package struct TensorInfo: Sendable, Equatable {
    package let name: String
    /// Extents, slowest first; empty for a single number. None is negative.
    package let shape: [Int]

    package init(name: String, shape: [Int]) {
        self.name = name
        self.shape = shape
    }

    /// Numbers in the tensor.
    package var count: Int { shape.reduce(1, *) }
}

extension [TensorInfo] {
    /// Numbers in all tensors together.
    var totalCount: Int { reduce(0) { $0 + $1.count } }
}
