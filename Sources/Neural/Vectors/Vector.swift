/// Numbers in one piece of memory: weights, a gradient, or an optimizer's slot.
///
/// A value like an array: copies share the memory until one of them is changed. Unlike an array's, the memory
/// may come from a pool that uses it again, or be shared with another process.
package struct Vector: @unchecked Sendable {
    // Sendable because a buffer that two vectors share is never written to.
    package private(set) var buffer: FloatBuffer

    /// `count` zeros.
    package init(zeros count: Int) { buffer = FloatBuffer(count: count) }

    /// A copy of `values`.
    package init(_ values: some Collection<Float>) {
        buffer = FloatBuffer(count: values.count)
        _ = UnsafeMutableBufferPointer(start: buffer.start, count: buffer.count).update(
            fromContentsOf: values)
    }

    /// The numbers that a buffer holds; nobody else may change them.
    package init(_ buffer: consuming FloatBuffer) { self.buffer = buffer }

    /// Lends the numbers.
    package func withUnsafeBufferPointer<Result, Failure>(
        _ body: (UnsafeBufferPointer<Float>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        defer { withExtendedLifetime(buffer) {} }
        return try body(UnsafeBufferPointer(start: buffer.start, count: buffer.count))
    }

    /// Lends the numbers to be changed; copies them first where somebody else has them, too.
    package mutating func withUnsafeMutableBufferPointer<Result, Failure>(
        _ body: (UnsafeMutableBufferPointer<Float>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        makeUnique()
        defer { withExtendedLifetime(buffer) {} }
        return try body(UnsafeMutableBufferPointer(start: buffer.start, count: buffer.count))
    }

    private mutating func makeUnique() {
        guard buffer.isReadOnly || !isKnownUniquelyReferenced(&buffer) else { return }
        let copy = FloatBuffer(count: buffer.count)
        copy.start.update(from: buffer.start, count: buffer.count)
        buffer = copy
    }
}

extension Vector: RandomAccessCollection, MutableCollection {
    package var startIndex: Int { 0 }
    package var endIndex: Int { buffer.count }

    package subscript(position: Int) -> Float {
        get { buffer[position] }
        set {
            makeUnique()
            buffer[position] = newValue
        }
    }
}

extension Vector: Equatable {
    package static func == (left: Vector, right: Vector) -> Bool {
        left.buffer === right.buffer || left.elementsEqual(right)
    }
}

extension Vector: ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: Float...) { self.init(elements) }
}
