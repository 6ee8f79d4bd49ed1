import CBLAS
import CKernels

/// A row-major matrix in memory that somebody else owns.
package struct Matrix {
    var start: UnsafePointer<Float>
    var rows: Int
    var columns: Int
    /// From one row to the next, in numbers.
    var stride: Int
    /// Stands for its transpose; `rows` and `columns` are those in memory.
    var isTransposed = false

    package init(_ start: UnsafePointer<Float>, rows: Int, columns: Int, stride: Int? = nil) {
        self.start = start
        self.rows = rows
        self.columns = columns
        self.stride = stride ?? columns
    }

    package var transposed: Matrix {
        var copy = self
        copy.isTransposed.toggle()
        return copy
    }

    /// One thread: the order of a sum must not depend on how many processors there are.
    package static let singleThreaded: Void = openblas_set_num_threads(1)

    /// product = a b, or product += a b.
    ///
    /// The own product is the faster one while its operands stay in the cache, and the same bits on all
    /// processors. The choice depends on nothing but the size.
    package static func multiply(
        _ a: Matrix, _ b: Matrix, into product: UnsafeMutablePointer<Float>, stride: Int, adding: Bool = false
    ) {
        let rows = a.isTransposed ? a.columns : a.rows
        let depth = a.isTransposed ? a.rows : a.columns
        let columns = b.isTransposed ? b.rows : b.columns
        if isOwn(rows: rows, columns: columns, depth: depth) {
            let terms = ck_product_terms(
                dst: product, dst_stride: stride, a: a.kernel, b: b.kernel, rows: rows, columns: columns,
                depth: depth,
                base: adding ? UnsafePointer(product) : nil, base_stride: stride, mask: nil, mask_stride: 0)
            withUnsafePointer(to: terms) { ck_product($0) }
        } else {
            multiplyLarge(a, b, into: product, stride: stride, (rows, columns, depth), adding: adding)
        }
    }

    /// As the kernels see it, transposed or not.
    var kernel: ck_matrix {
        ck_matrix(
            start: start, row_stride: isTransposed ? 1 : stride, column_stride: isTransposed ? stride : 1)
    }

    /// Whether a product is made by the own kernel, and so is the same bits on every processor and device.
    package static func isOwn(rows: Int, columns: Int, depth: Int) -> Bool { rows * columns * depth <= own }

    /// Multiply-adds up to which the own product is used.
    static let own = 1 << 26

    /// Where processors have AVX-512, OpenBLAS multiplies up to 10^6 numbers in place and copies larger
    /// matrices first, which costs a fifth for large ones and half for flat ones. So a larger product is made
    /// of tiles.
    private static func multiplyLarge(
        _ a: Matrix, _ b: Matrix, into product: UnsafeMutablePointer<Float>, stride: Int,
        _ size: (rows: Int, columns: Int, depth: Int), adding: Bool
    ) {
        let (rows, columns, depth) = size
        let slices = (depth * min(rows, tile) * min(columns, tile) + inPlace - 1) / inPlace
        let slice = (depth + slices - 1) / slices
        for k in Swift.stride(from: 0, to: depth, by: slice) {
            for i in Swift.stride(from: 0, to: rows, by: tile) {
                for j in Swift.stride(from: 0, to: columns, by: tile) {
                    let size = (min(tile, rows - i), min(tile, columns - j), min(slice, depth - k))
                    gemm(
                        a.from(i, k), b.from(k, j), into: product + i * stride + j, stride: stride, size,
                        adding: adding || k > 0)
                }
            }
        }
    }

    /// Rows and columns of a tile.
    private static let tile = 64
    /// Multiply-adds that OpenBLAS 0.3.21 does without copying.
    private static let inPlace = 1_000_000

    private static func gemm(
        _ a: Matrix, _ b: Matrix, into product: UnsafeMutablePointer<Float>, stride: Int,
        _ size: (rows: Int, columns: Int, depth: Int), adding: Bool
    ) {
        cblas_sgemm(
            CblasRowMajor, a.isTransposed ? CblasTrans : CblasNoTrans,
            b.isTransposed ? CblasTrans : CblasNoTrans,
            Int32(size.rows), Int32(size.columns), Int32(size.depth), 1, a.start, Int32(a.stride), b.start,
            Int32(b.stride), adding ? 1 : 0, product, Int32(stride))
    }

    /// The part that begins at a row and a column, as seen after transposition.
    private func from(_ row: Int, _ column: Int) -> Matrix {
        var part = self
        part.start += isTransposed ? column * stride + row : row * stride + column
        return part
    }

    /// Writes the transpose, densely packed.
    func copyTransposed(to target: UnsafeMutablePointer<Float>) {
        cblas_somatcopy(
            CblasRowMajor, CblasTrans, Int32(rows), Int32(columns), 1, start, Int32(stride), target,
            Int32(rows))
    }
}
