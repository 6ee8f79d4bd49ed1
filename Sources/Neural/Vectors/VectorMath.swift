import CKernels
import Dispatch
import Glibc
import Synchronization

/// Sums and norms over vectors, the same bits on every processor and any number of threads.
package enum VectorMath {
    /// target += source, element by element.
    package static func add(_ source: Vector, to target: inout Vector) {
        precondition(source.count == target.count, "vectors of different lengths")
        source.withUnsafeBufferPointer { source in
            target.withUnsafeMutableBufferPointer { target in
                guard let from = source.baseAddress, let to = target.baseAddress else { return }
                inParts(target.count) { ck_add(to + $0.lowerBound, from + $0.lowerBound, $0.count) }
            }
        }
    }

    /// target = source, element by element.
    package static func copy(_ source: Vector, to target: inout Vector) {
        precondition(source.count == target.count, "vectors of different lengths")
        source.withUnsafeBufferPointer { source in
            target.withUnsafeMutableBufferPointer { target in
                guard let from = source.baseAddress, let to = target.baseAddress else { return }
                inParts(target.count) {
                    (to + $0.lowerBound).update(from: from + $0.lowerBound, count: $0.count)
                }
            }
        }
    }

    package static func scale(_ vector: inout Vector, by factor: Float) {
        vector.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return }
            inParts(buffer.count) {
                _ = ck_scale(start + $0.lowerBound, start + $0.lowerBound, factor, $0.count)
            }
        }
    }

    /// target = source x factor, element by element.
    ///
    /// - Returns: the target's norm; not finite where one of its numbers is not.
    package static func scale(_ source: Vector, by factor: Float, into target: inout Vector) -> Double {
        precondition(source.count == target.count, "vectors of different lengths")
        let squares = source.withUnsafeBufferPointer { source in
            target.withUnsafeMutableBufferPointer { target in
                guard let from = source.baseAddress, let to = target.baseAddress else { return 0.0 }
                return sumInParts(target.count) {
                    ck_scale(to + $0.lowerBound, from + $0.lowerBound, factor, $0.count)
                }
            }
        }
        return squares.squareRoot()
    }

    /// The largest magnitude and the first place that has it. A NaN is larger than anything else; an empty
    /// vector has (0, 0).
    package static func largestMagnitude(_ vector: Vector) -> (value: Float, index: Int) {
        let largest = largestBits(vector)
        if largest > Float.infinity.bitPattern {
            return (.nan, vector.firstIndex { $0.isNaN } ?? 0)
        }
        return (Float(bitPattern: largest), vector.firstIndex { $0.magnitude.bitPattern == largest } ?? 0)
    }

    /// Whether two vectors hold the same bits, NaNs and signs of zeros included.
    package static func areSameBits(_ left: Vector, _ right: Vector) -> Bool {
        left.withUnsafeBufferPointer { left in
            right.withUnsafeBufferPointer { right in
                guard left.count == right.count else { return false }
                guard let first = left.baseAddress, let second = right.baseAddress else { return true }
                return memcmp(first, second, left.count * MemoryLayout<Float>.stride) == 0
            }
        }
    }

    /// Scales the gradient down to the norm `globalNorm` where it is longer (Keras 3 `global_clipnorm`).
    ///
    /// - Returns: the norm before.
    package static func clip(_ gradient: inout Vector, globalNorm: Float) -> Double {
        let norm = gradient.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.map { ck_sum_squares($0, buffer.count).squareRoot() } ?? 0
        }
        if norm > Double(globalNorm) { scale(&gradient, by: Float(Double(globalNorm) / norm)) }
        return norm
    }

    /// Brings each number to -limit ... limit (Keras 3 `clipvalue`).
    static func clamp(_ gradient: inout Vector, limit: Float) {
        gradient.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return }
            inParts(buffer.count) { ck_clamp(start + $0.lowerBound, limit, $0.count) }
        }
    }

    /// Scales a part of the gradient down to a norm where it is longer (Keras 3 `clipnorm`).
    static func clip(_ gradient: inout Vector, _ part: Range<Int>, norm limit: Double) {
        gradient.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return }
            let norm = ck_sum_squares(start + part.lowerBound, part.count).squareRoot()
            guard norm > limit else { return }
            _ = ck_scale(start + part.lowerBound, start + part.lowerBound, Float(limit / norm), part.count)
        }
    }

    private static func largestBits(_ vector: Vector) -> UInt32 {
        vector.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.map { ck_largest_bits($0, buffer.count) } ?? 0
        }
    }

    /// The sum of what `body` says of each part, from left to right: the same bits on any number of threads.
    private static func sumInParts(_ count: Int, _ body: (Range<Int>) -> Double) -> Double {
        guard count > part else { return body(0..<count) }
        let sums = Mutex(Array(repeating: 0.0, count: (count + part - 1) / part))
        inParts(count) { range in
            let sum = body(range)
            sums.withLock { $0[range.lowerBound / part] = sum }
        }
        return sums.withLock { $0.reduce(0, +) }
    }

    /// Numbers of one thread's part of a vector: so many that waking a thread costs little beside them, a
    /// multiple of what a cache line holds.
    private static let part = 1 << 18

    /// Does `body` for consecutive parts of 0 ..< count, on several threads where there are several parts.
    static func inParts(_ count: Int, _ body: (Range<Int>) -> Void) {
        guard count > part else { return body(0..<count) }
        withoutActuallyEscaping(body) { body in
            // Parts do not overlap, and the call returns when all are done.
            nonisolated(unsafe) let body = body
            DispatchQueue.concurrentPerform(iterations: (count + part - 1) / part) { index in
                body(index * part..<min((index + 1) * part, count))
            }
        }
    }
}
