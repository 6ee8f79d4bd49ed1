import CKernels
import Testing

/// Products of small matrices.
struct ProductTests {
    static let variants = [CK_PLAIN, CK_AVX2, CK_AVX512].filter { ck_kernels_of($0) != nil }
    static let sizes = [1, 2, 7, 10, 15, 16, 17, 33]

    /// Each element in plain loops: the terms in ascending order, in runs that begin at 0.
    @Test(arguments: variants.map(\.rawValue), sizes)
    func product_hasTheBitsOfPlainLoops(variant: UInt32, rows: Int) throws {
        let kernels = try #require(ck_kernels_of(ck_variant(variant))).pointee
        for columns in Self.sizes + [31, 32, 48, 63, 64, 65, 80] {
            for depth in Self.sizes {
                let isTurned = (rows + columns + depth) % 3 == 0
                var product = Product(rows: rows, columns: columns, depth: depth)
                product.isLeftTurned = (rows + depth) % 2 == 0
                product.isRightTurned = isTurned
                product.hasBase = columns % 2 == 0
                product.hasMask = depth % 2 == 0
                #expect(product.run(kernels) == product.expected(), "\(rows) x \(columns) x \(depth)")
            }
        }
    }

    /// Long enough for several runs, and for several parts of a turned matrix.
    @Test(arguments: variants.map(\.rawValue), [0, 1, 383, 384, 385, 800])
    func product_takesItsTermsInRuns(variant: UInt32, depth: Int) throws {
        let kernels = try #require(ck_kernels_of(ck_variant(variant))).pointee
        for option in 0..<16 {
            var product = Product(rows: 5, columns: 70, depth: depth)
            product.isLeftTurned = option & 1 > 0
            product.isRightTurned = option & 2 > 0
            product.hasBase = option & 4 > 0
            product.hasMask = option & 8 > 0
            #expect(product.run(kernels) == product.expected(), "option \(option)")
        }
    }

    @Test(arguments: variants.map(\.rawValue))
    func product_addsToItself(variant: UInt32) throws {
        let kernels = try #require(ck_kernels_of(ck_variant(variant))).pointee
        for (rows, columns) in [(3, 10), (9, 16), (13, 64), (7, 77)] {
            var product = Product(rows: rows, columns: columns, depth: 12)
            product.hasBase = true
            product.addsInPlace = true
            #expect(product.run(kernels) == product.expected())
        }
    }
}

/// A product of numbers of many magnitudes whose rows are wider in memory than the matrices.
private struct Product {
    var rows, columns, depth: Int
    var isLeftTurned = false
    var isRightTurned = false
    var hasBase = false
    var hasMask = false
    var addsInPlace = false
    private let margin = 3

    init(rows: Int, columns: Int, depth: Int) {
        (self.rows, self.columns, self.depth) = (rows, columns, depth)
    }

    private func number(_ index: Int, _ seed: Int) -> Float {
        let fraction = (Double(index + 97 * seed + 1) * 0.6180339887498949).truncatingRemainder(dividingBy: 1)
        return Float(2 * fraction - 1) * [0.01, 1, 4][index % 3]
    }

    private func numbers(_ count: Int, _ seed: Int) -> [Float] { (0..<count).map { number($0, seed) } }

    private var stride: Int { columns + margin }
    private var leftStride: (row: Int, column: Int) {
        isLeftTurned ? (1, rows + margin) : (depth + margin, 1)
    }
    private var rightStride: (row: Int, column: Int) { isRightTurned ? (1, depth + margin) : (stride, 1) }
    private var left: [Float] { numbers((rows + margin) * (depth + margin), 1) }
    private var right: [Float] { numbers((columns + margin) * (depth + margin), 2) }
    private var base: [Float] { numbers(rows * stride, 3) }
    private var mask: [Float] { numbers(rows * stride, 4) }

    /// The bits of all that stands where the product goes; the margin must stay as it is.
    func run(_ kernels: ck_kernels) -> [UInt32] {
        var target = base
        if !addsInPlace { for index in target.indices { target[index] = 77 } }
        left.withUnsafeBufferPointer { left in
            right.withUnsafeBufferPointer { right in
                base.withUnsafeBufferPointer { base in
                    mask.withUnsafeBufferPointer { mask in
                        target.withUnsafeMutableBufferPointer { target in
                            guard let a = left.baseAddress, let b = right.baseAddress,
                                let to = target.baseAddress
                            else { return }
                            let first = addsInPlace ? UnsafePointer(to) : base.baseAddress
                            var terms = ck_product_terms(
                                dst: to, dst_stride: stride,
                                a: ck_matrix(
                                    start: a, row_stride: leftStride.row, column_stride: leftStride.column),
                                b: ck_matrix(
                                    start: b, row_stride: rightStride.row, column_stride: rightStride.column),
                                rows: rows, columns: columns, depth: depth, base: hasBase ? first : nil,
                                base_stride: stride, mask: hasMask ? mask.baseAddress : nil,
                                mask_stride: stride)
                            kernels.product(&terms)
                        }
                    }
                }
            }
        }
        return target.map(\.bitPattern)
    }

    func expected() -> [UInt32] {
        let (left, right, base, mask) = (left, right, base, mask)
        var target = addsInPlace ? base : [Float](repeating: 77, count: base.count)
        for row in 0..<rows {
            for column in 0..<columns {
                let at = row * stride + column
                var result: Float? = hasBase ? base[at] : nil
                for first in Swift.stride(from: 0, to: max(depth, 1), by: Int(CK_PRODUCT_RUN)) {
                    var sum: Float = 0
                    for k in first..<max(first, min(depth, first + Int(CK_PRODUCT_RUN))) {
                        sum.addProduct(
                            left[row * leftStride.row + k * leftStride.column],
                            right[k * rightStride.row + column * rightStride.column])
                    }
                    if hasMask {
                        var total = result ?? 0
                        total.addProduct(sum, mask[at])
                        result = total
                    } else {
                        result = result.map { $0 + sum } ?? sum
                    }
                }
                target[at] = result ?? 0
            }
        }
        return target.map(\.bitPattern)
    }
}
