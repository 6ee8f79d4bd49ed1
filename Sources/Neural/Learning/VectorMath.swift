import CKernels

/// Sums and norms over flat buffers, the same bits on every processor.
public enum VectorMath {
    /// target += source, element by element.
    public static func add(_ source: [Float], to target: inout [Float]) {
        precondition(source.count == target.count, "vectors of different lengths")
        source.withUnsafeBufferPointer { source in
            target.withUnsafeMutableBufferPointer { target in
                guard let from = source.baseAddress, let to = target.baseAddress else { return }
                ck_add(to, from, target.count)
            }
        }
    }

    public static func scale(_ vector: inout [Float], by factor: Float) {
        vector.withUnsafeMutableBufferPointer { buffer in
            if let start = buffer.baseAddress { ck_scale(start, factor, buffer.count) }
        }
    }

    public static func allFinite(_ vector: [Float]) -> Bool {
        largestBits(vector) < Float.infinity.bitPattern
    }

    /// The largest magnitude and the first place that has it. A NaN is larger than anything else; an empty
    /// vector has (0, 0).
    public static func largestMagnitude(_ vector: [Float]) -> (value: Float, index: Int) {
        let largest = largestBits(vector)
        if largest > Float.infinity.bitPattern {
            return (.nan, vector.firstIndex { $0.isNaN } ?? 0)
        }
        return (Float(bitPattern: largest), vector.firstIndex { $0.magnitude.bitPattern == largest } ?? 0)
    }

    /// Scales the gradient down to the norm `globalNorm` where it is longer (Keras 3 `global_clipnorm`).
    ///
    /// - Returns: the norm before.
    public static func clip(_ gradient: inout [Float], globalNorm: Float) -> Double {
        let norm = gradient.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.map { ck_sum_squares($0, buffer.count).squareRoot() } ?? 0
        }
        if norm > Double(globalNorm) { scale(&gradient, by: Float(Double(globalNorm) / norm)) }
        return norm
    }

    private static func largestBits(_ vector: [Float]) -> UInt32 {
        vector.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.map { ck_largest_bits($0, buffer.count) } ?? 0
        }
    }
}
