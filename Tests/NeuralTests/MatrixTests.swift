import Neural
import Testing

struct MatrixTests {
    /// Small ones, ones of several blocks and runs, and one above the limit of what is not left to OpenBLAS.
    @Test(
        arguments: [
            (1, 1, 1), (3, 5, 7), (130, 64, 129), (64, 130, 129), (16, 64, 1500), (65, 66, 700),
            (260, 261, 1000),
        ],
        [(false, false), (true, false), (false, true), (true, true)])
    func product_agreesWithPlainLoops(size: (Int, Int, Int), transposed: (Bool, Bool)) {
        let (rows, columns, depth) = size
        // Rows are wider than the matrix, as a gate's are in a kernel.
        let margin = 3
        let a = Operand(rows, depth, isTransposed: transposed.0, margin: margin, number: 1)
        let b = Operand(depth, columns, isTransposed: transposed.1, margin: margin, number: 2)
        let product = FloatBuffer(count: rows * (columns + margin))
        product.set([Float](repeating: 2, count: product.count))
        product.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return }
            a.withMatrix { a in
                b.withMatrix { b in
                    Matrix.multiply(a, b, into: start, stride: columns + margin)
                    Matrix.multiply(a, b, into: start, stride: columns + margin, adding: true)
                }
            }
        }
        var worst = 0.0
        for i in Swift.stride(from: 0, to: rows, by: max(1, rows / 40)) {
            for j in 0..<columns {
                let expected = (0..<depth).reduce(0) { $0 + 2 * a[i, $1] * b[$1, j] }
                worst = max(worst, (Double(product[i * (columns + margin) + j]) - expected).magnitude)
            }
            #expect((columns..<columns + margin).allSatisfy { product[i * (columns + margin) + $0] == 2 })
        }
        #expect(worst < 1e-5 * Double(depth).squareRoot())
    }
}

/// A matrix of normal numbers, or the transpose of one in memory.
private struct Operand {
    let values: [Float]
    let rows, columns, stride: Int
    let isTransposed: Bool

    init(_ rows: Int, _ columns: Int, isTransposed: Bool, margin: Int, number: Int) {
        self.isTransposed = isTransposed
        (self.rows, self.columns) = isTransposed ? (columns, rows) : (rows, columns)
        stride = self.columns + margin
        values = RandomStream(seed: 1).normal(
            count: self.rows * stride, domain: StreamDomain(.demo, layer: number))
    }

    subscript(row: Int, column: Int) -> Double {
        Double(values[isTransposed ? column * stride + row : row * stride + column])
    }

    func withMatrix(_ body: (Matrix) -> Void) {
        values.withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return }
            let matrix = Matrix(start, rows: rows, columns: columns, stride: stride)
            body(isTransposed ? matrix.transposed : matrix)
        }
    }
}
