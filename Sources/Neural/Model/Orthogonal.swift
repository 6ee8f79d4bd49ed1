import CKernels

/// Random matrices with orthonormal rows or columns.
enum Orthogonal {
    /// The Q of the QR decomposition, with positive diagonal of R, of normal numbers: rows are orthonormal
    /// where there are no more rows than columns, columns otherwise (Keras 3 `Orthogonal`).
    ///
    /// By Gram and Schmidt, twice over, which is orthogonal to working precision (Giraud et al. 2005).
    static func matrix(rows: Int, columns: Int, from normal: [Float]) -> [Float] {
        let count = min(rows, columns)
        let length = max(rows, columns)
        var vectors = normal.map { Double($0) }
        vectors.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return }
            for index in 0..<count {
                let vector = start + index * length
                for _ in 0..<2 {
                    for other in 0..<index {
                        let earlier = start + other * length
                        ck_axpy_double(vector, earlier, -ck_dot_double(vector, earlier, length), length)
                    }
                }
                let norm = ck_dot_double(vector, vector, length).squareRoot()
                for k in 0..<length { vector[k] /= norm }
            }
        }
        guard rows > columns else { return vectors.map { Float($0) } }
        return (0..<rows * columns).map { Float(vectors[$0 % columns * length + $0 / columns]) }
    }
}
