/// A fixed number of floats, aligned to 64 bytes.
///
/// One owner; not for use by two threads at once.
package final class FloatBuffer {
    package let count: Int
    package let start: UnsafeMutablePointer<Float>
    /// Memory that somebody else may be writing to, such as another process: never written to here.
    package let isReadOnly: Bool
    private let release: @Sendable () -> Void

    /// Memory of its own, zero at first.
    ///
    /// - Parameter count: at least 0.
    package convenience init(count: Int) {
        precondition(count >= 0, "a buffer has no negative size")
        let bytes = max(count, 1) * MemoryLayout<Float>.stride
        let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
        let start = memory.bindMemory(to: Float.self, capacity: max(count, 1))
        start.initialize(repeating: 0, count: max(count, 1))
        nonisolated(unsafe) let owned = memory
        self.init(start: start, count: count) { owned.deallocate() }
    }

    /// Memory of its own, with these numbers.
    package convenience init(_ numbers: [Float]) {
        self.init(count: numbers.count)
        for (place, number) in numbers.enumerated() { start[place] = number }
    }

    /// Memory that somebody else has set aside.
    ///
    /// - Parameter release: called once, when nobody uses the memory any more.
    package init(
        start: UnsafeMutablePointer<Float>, count: Int, isReadOnly: Bool = false,
        release: @escaping @Sendable () -> Void
    ) {
        self.start = start
        self.count = count
        self.isReadOnly = isReadOnly
        self.release = release
    }

    deinit {
        release()
    }

    package subscript(index: Int) -> Float {
        get {
            precondition(index >= 0 && index < count, "index outside the buffer")
            return start[index]
        }
        set {
            precondition(index >= 0 && index < count, "index outside the buffer")
            start[index] = newValue
        }
    }

    package func withUnsafeBufferPointer<Result>(
        _ body: (UnsafeBufferPointer<Float>) throws -> Result
    ) rethrows -> Result {
        try body(UnsafeBufferPointer(start: start, count: count))
    }

    package func withUnsafeMutableBufferPointer<Result>(
        _ body: (UnsafeMutableBufferPointer<Float>) throws -> Result
    ) rethrows -> Result {
        try body(UnsafeMutableBufferPointer(start: start, count: count))
    }

    var memoryBytes: Int { count * MemoryLayout<Float>.stride }
}
