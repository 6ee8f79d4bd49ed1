import Neural
import Testing

private struct InitialCase: Decodable {
    struct Quantity: Decodable {
        let tensor: String
        let of: String
        let range: [Int]
        let constant: Double?
        let limit: Double?
        let mean: Double?
        let variance: Double?
        let fourthMoment: Double?
        let deciles: [Double]?
    }
    let layer: KerasLayer
    let features: Int
    let draws: Int
    let quantities: [Quantity]

    /// A tensor of the layer from as many seeds as Keras drew from, and its shape.
    func tensors(_ name: String) throws -> (shape: [Int], values: [[Float]]) {
        let model = try Model(layers: [layer.ours()], timeSteps: 2, features: features)
        let entry = try #require(model.parameters.entries.first { $0.name.hasSuffix("_0/\(name)") })
        let values = (0..<draws).map { seed in
            Array(model.initialWeights(seed: UInt64(seed))[entry.offset..<entry.offset + entry.count])
        }
        return (entry.shape, values)
    }
}

/// Initial weights are distributed as those of Keras, which draws others.
struct KerasInitialWeightsTests {
    /// Bounds of five standard deviations of what two samples of this size differ by.
    private static let sigmas = 5.0

    @Test(arguments: KerasCase.all(.initial))
    func limitsMomentsAndDeciles_areKeras(of keras: KerasCase) throws {
        let test = try keras.read(as: InitialCase.self)
        #expect(!test.quantities.isEmpty)
        for quantity in test.quantities {
            let (shape, tensors) = try test.tensors(quantity.tensor)
            switch quantity.of {
            case "orthonormal":
                for tensor in tensors { expectOrthonormal(tensor, shape) }
            case "trace":
                try compare(tensors.map { Self.trace($0, shape[1]) }, quantity)
            case "determinant":
                try #require(shape == [3, 3])
                try compare(tensors.map(Self.determinant), quantity)
            default:
                try #require(quantity.of == "elements")
                try compare(
                    tensors.flatMap { $0[quantity.range[0]..<quantity.range[1]].map { Double($0) } },
                    quantity)
            }
        }
    }

    private func compare(_ values: [Double], _ keras: InitialCase.Quantity) throws {
        if let constant = keras.constant {
            #expect(values.allSatisfy { $0 == constant })
            return
        }
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
        let (ofKeras, fourth) = (try #require(keras.variance), try #require(keras.fourthMoment))
        let bound = Self.sigmas * (2 / count).squareRoot()
        #expect((mean - (try #require(keras.mean))).magnitude < bound * ofKeras.squareRoot())
        // At least what rounding to Float32 makes of a variance that is always the same.
        let spread = max(fourth - ofKeras * ofKeras, 1e-6).squareRoot()
        #expect((variance - ofKeras).magnitude < bound * spread)
        for (index, decile) in (keras.deciles ?? []).enumerated() {
            let share = Double(index + 1) / 10
            let below = Double(values.count { $0 < decile }) / count
            let spread = (share * (1 - share)).squareRoot()
            #expect((below - share).magnitude < bound * spread, "decile \(index + 1)")
        }
        if let limit = keras.limit {
            let largest = values.reduce(0) { max($0, $1.magnitude) }
            #expect(Float(largest) <= Float(limit))
            #expect(largest > limit * (1 - 20 / count))
        }
    }

    private func expectOrthonormal(_ tensor: [Float], _ shape: [Int]) {
        let (rows, columns) = (shape[0], shape[1])
        let byRows = (0..<rows).map { row in (0..<columns).map { Double(tensor[row * columns + $0]) } }
        let byColumns = (0..<columns).map { column in byRows.map { $0[column] } }
        let vectors = rows <= columns ? byRows : byColumns
        var largest = 0.0
        for (i, left) in vectors.enumerated() {
            for (j, right) in vectors.enumerated() {
                let product = zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
                largest = max(largest, (product - (i == j ? 1 : 0)).magnitude)
            }
        }
        #expect(largest < 1e-6)
    }

    private static func trace(_ matrix: [Float], _ size: Int) -> Double {
        (0..<size).reduce(0) { $0 + Double(matrix[$1 * size + $1]) }
    }

    /// Of three rows and columns.
    private static func determinant(_ matrix: [Float]) -> Double {
        let m = matrix.map { Double($0) }
        return m[0] * (m[4] * m[8] - m[5] * m[7]) - m[1] * (m[3] * m[8] - m[5] * m[6])
            + m[2] * (m[3] * m[7] - m[4] * m[6])
    }
}
