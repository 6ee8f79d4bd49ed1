package import Neural

/// The memory in which the coordinator shows a run's weights to all workers of its machine.
///
/// It has room for two versions, written in turn: a worker that still computes with the version before keeps
/// it. One that is further behind computes with torn weights, but for a step that is over, whose results
/// count for nothing.
package final class WeightsMemory {
    /// Vectors that the memory has room for.
    package static let slots = 2

    private let memory: SharedMemory
    /// On the memory's slots; each has this one owner, so that changes are made in place.
    private var vectors: [Vector]
    private var versions: [Int?] = Array(repeating: nil, count: slots)

    /// Sets memory aside.
    ///
    /// - Parameter numbers: P.
    /// - Throws: `process`.
    package init(numbers: Int, token: UInt64) throws(TransportError) {
        let memory = try SharedMemory(
            bytes: Self.slots * numbers * MemoryLayout<Float>.stride, token: token)
        self.memory = memory
        vectors = (0..<Self.slots).map { Self.vector($0, of: memory, numbers: numbers, isReadOnly: false) }
    }

    package var path: String { memory.path }

    /// Shows weights, unless they are there already.
    ///
    /// - Parameter version: the same number, the same weights.
    /// - Returns: the slot where they are.
    package func publish(_ weights: Vector, version: Int) -> Int {
        let slot = version % Self.slots
        if versions[slot] != version {
            VectorMath.copy(weights, to: &vectors[slot])
            versions[slot] = version
        }
        return slot
    }

    /// The weights on a slot of a memory that was attached.
    static func vector(_ slot: Int, of memory: SharedMemory, numbers: Int, isReadOnly: Bool = true) -> Vector
    {
        let start = memory.start.assumingMemoryBound(to: Float.self) + slot * numbers
        return Vector(
            FloatBuffer(start: start, count: numbers, isReadOnly: isReadOnly) {
                withExtendedLifetime(memory) {}
            })
    }
}
