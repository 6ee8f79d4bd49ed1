import Synchronization

/// Memory for vectors of one length that is used again when the last vector on it has gone, so that a step
/// that repeats what the one before did allocates nothing.
package final class VectorPool: Sendable {
    /// Numbers in each vector.
    package let count: Int
    private let free: Mutex<[Block]>

    /// `@unchecked Sendable` because a block has one owner: the pool, or the vector on it.
    private struct Block: @unchecked Sendable {
        let start: UnsafeMutableRawPointer
    }

    /// - Parameter count: at least 1.
    package init(count: Int) {
        precondition(count >= 1, "a pool's vectors have at least one number")
        self.count = count
        free = Mutex([])
    }

    deinit {
        for block in free.withLock({ $0 }) { block.start.deallocate() }
    }

    /// A vector whose numbers are whatever the last one left.
    package func take() -> Vector {
        let block = free.withLock { $0.popLast() } ?? makeBlock()
        let start = block.start.assumingMemoryBound(to: Float.self)
        return Vector(FloatBuffer(start: start, count: count) { self.free.withLock { $0.append(block) } })
    }

    private func makeBlock() -> Block {
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: count * MemoryLayout<Float>.stride, alignment: 64)
        memory.bindMemory(to: Float.self, capacity: count).initialize(repeating: 0, count: count)
        return Block(start: memory)
    }
}
