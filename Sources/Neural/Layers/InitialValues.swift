/// How numbers of a weight tensor are chosen before the first step; distributions as in Keras 3.
enum InitialValues: Hashable, Sendable {
    case constant(Float)
    /// Uniform within sqrt(6 / (fan in + fan out)) of 0 (Glorot and Bengio 2010).
    case glorotUniform
    /// Uniform from one number to another.
    case uniform(from: Float, to: Float)
    /// Normal, of mean 0 and deviation 1.
    case normal
    /// Orthonormal rows or columns, whichever are fewer (Saxe et al. 2014), of a matrix.
    case orthogonal

    /// - Parameter shape: of the numbers, row-major; all axes but the last are the rows of a matrix.
    func numbers(shape: [Int], _ stream: RandomStream, _ domain: StreamDomain) -> [Float] {
        let count = shape.reduce(1, *)
        switch self {
        case .normal: return stream.normal(count: count, domain: domain)
        case .constant(let value): return [Float](repeating: value, count: count)
        case .uniform(let low, let high):
            return stream.uniform(count: count, domain: domain).map { low + (high - low) * $0 }
        case .glorotUniform:
            let limit = Float((6 / Double(Self.fans(shape))).squareRoot())
            return stream.uniform(count: count, domain: domain).map { (2 * $0 - 1) * limit }
        case .orthogonal:
            let columns = shape[shape.count - 1]
            let numbers = stream.normal(count: count, domain: domain)
            return Orthogonal.matrix(rows: count / columns, columns: columns, from: numbers)
        }
    }

    /// Fan in plus fan out: rows and columns of a matrix; a vector's are both its length, as in Keras.
    private static func fans(_ shape: [Int]) -> Int {
        guard shape.count > 1 else { return 2 * shape[0] }
        return shape.suffix(2).reduce(0, +) * shape.dropLast(2).reduce(1, *)
    }
}
