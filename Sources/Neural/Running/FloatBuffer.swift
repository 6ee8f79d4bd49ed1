/// A fixed number of floats, aligned to 64 bytes, zero at first.
///
/// One owner; not for use by two threads at once.
public final class FloatBuffer {
    public let count: Int
    let start: UnsafeMutablePointer<Float>

    /// - Parameter count: at least 0.
    public init(count: Int) {
        precondition(count >= 0, "a buffer has no negative size")
        self.count = count
        let bytes = max(count, 1) * MemoryLayout<Float>.stride
        start = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
            .bindMemory(to: Float.self, capacity: max(count, 1))
        start.initialize(repeating: 0, count: max(count, 1))
    }

    deinit {
        start.deallocate()
    }

    public subscript(index: Int) -> Float {
        get {
            precondition(index >= 0 && index < count, "index outside the buffer")
            return start[index]
        }
        set {
            precondition(index >= 0 && index < count, "index outside the buffer")
            start[index] = newValue
        }
    }

    public func withUnsafeBufferPointer<Result>(
        _ body: (UnsafeBufferPointer<Float>) throws -> Result
    ) rethrows -> Result {
        try body(UnsafeBufferPointer(start: start, count: count))
    }

    public func withUnsafeMutableBufferPointer<Result>(
        _ body: (UnsafeMutableBufferPointer<Float>) throws -> Result
    ) rethrows -> Result {
        try body(UnsafeMutableBufferPointer(start: start, count: count))
    }

    var memoryBytes: Int { count * MemoryLayout<Float>.stride }
}
