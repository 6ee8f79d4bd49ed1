import Neural

/// One of the matrix products of an LSTM layer on matrices of its own, for whoever has a clock to time it.
package struct TimedProduct {
    /// What training needs the product for.
    package let purpose: String
    package let rows: Int
    package let depth: Int
    package let columns: Int
    package let run: () -> Void

    /// The products of one time step and one gate of a layer, or for the weights those of some time steps, of
    /// B samples, T time steps, F features and H units.
    package static func all(samples: Int, timeSteps: Int, features: Int, units: Int) -> [TimedProduct] {
        Matrix.singleThreaded
        let rowLength = features + units + 1
        // The backward pass puts the time steps of so many rows together.
        let rows = samples * min(timeSteps, max(1, NeuralLimits.rowsTogether / samples))
        return [
            product("forward", samples, rowLength, units, rightStride: 4 * units, intoStride: units),
            product("backward", samples, units, units, rightStride: units, intoStride: units),
            product(
                "weights", rowLength, rows, units, rightStride: units, intoStride: 4 * units,
                isTransposed: true),
        ]
    }

    private static func product(
        _ purpose: String, _ rows: Int, _ depth: Int, _ columns: Int, rightStride: Int, intoStride: Int,
        isTransposed: Bool = false
    ) -> TimedProduct {
        let left = numbers(rows * depth)
        let right = numbers(depth * rightStride)
        let product = FloatBuffer(count: rows * intoStride)
        return TimedProduct(purpose: purpose, rows: rows, depth: depth, columns: columns) {
            let a =
                isTransposed
                ? Matrix(left.start, rows: depth, columns: rows).transposed
                : Matrix(left.start, rows: rows, columns: depth)
            let b = Matrix(right.start, rows: depth, columns: columns, stride: rightStride)
            Matrix.multiply(a, b, into: product.start, stride: intoStride)
        }
    }

    private static func numbers(_ count: Int) -> FloatBuffer {
        let buffer = FloatBuffer(count: count)
        for index in 0..<count { buffer.start[index] = Float(index % 101) / 101 - 0.5 }
        return buffer
    }
}
