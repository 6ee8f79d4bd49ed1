import CKernels

/// What weights must hold to after each update.
package enum WeightConstraint: Hashable, Sendable {
    /// Columns, one number a row of the tensor's first axis, whose norm is larger are scaled down to it
    /// (Keras 3 `MaxNorm` over axis 0: w min(norm, limit) / (norm + 1e-7), also where the norm is smaller).
    case maxNorm(Double)
    /// Each number is brought to -limit ... limit.
    case magnitude(Double)

    /// - Parameters:
    ///   - weights: a whole tensor's numbers.
    ///   - shape: the tensor's.
    func apply(to weights: UnsafeMutablePointer<Float>, shape: [Int]) {
        let columns = shape.dropFirst().reduce(1, *)
        let count = shape.reduce(1, *)
        switch self {
        case .magnitude(let limit): ck_clamp(weights, Float(limit), count)
        case .maxNorm(let limit):
            var factors = [Double](repeating: 0, count: columns)
            for row in stride(from: 0, to: count, by: columns) {
                for column in 0..<columns {
                    let number = Double(weights[row + column])
                    factors[column] += number * number
                }
            }
            let scales = factors.map { squares in
                let norm = squares.squareRoot()
                return Float(min(norm, limit) / (norm + 1e-7))
            }
            for row in stride(from: 0, to: count, by: columns) {
                for column in 0..<columns { weights[row + column] *= scales[column] }
            }
        }
    }
}

/// The limit of columns' norms, as a layer's options have it.
package struct MaxNorm: JobKeyed {
    /// Above 0.
    package var limit: Double

    package init(_ limit: Double) { self.limit = limit }

    package static let template = MaxNorm(2)
    package static let keys: [JobKey<MaxNorm>] = [
        .number("max_norm", \.limit, in: 1e-30...1e30, example: "2")
    ]

    var constraint: WeightConstraint { .maxNorm(limit) }
}
