import Neural
import Synchronization
import Testing

struct VectorTests {
    @Test func copy_keepsItsNumbersWhenTheOriginalChanges() {
        var original: Vector = [1, 2, 3]
        let copy = original
        original[0] = 9
        VectorMath.scale(&original, by: 2)
        #expect(original == [18, 4, 6])
        #expect(copy == [1, 2, 3])
    }

    @Test func vectorAlone_changesInItsOwnMemory() {
        var vector: Vector = [1, 2, 3]
        let before = vector.withUnsafeBufferPointer { $0.baseAddress }
        VectorMath.add([1, 1, 1], to: &vector)
        vector[2] = 0
        #expect(vector.withUnsafeBufferPointer { $0.baseAddress } == before)
        #expect(vector == [2, 3, 0])
    }

    @Test func memoryThatMayOnlyBeRead_isCopiedBeforeAChange() {
        let owner = FloatBuffer(count: 2)
        nonisolated(unsafe) let kept = owner
        var vector = Vector(
            FloatBuffer(start: owner.start, count: 2, isReadOnly: true) { withExtendedLifetime(kept) {} })
        vector[1] = 5
        #expect(vector == [0, 5])
        #expect(owner[1] == 0)
    }

    @Test func memory_isGivenBackOnceWhenTheLastVectorHasGone() {
        let owner = FloatBuffer(count: 1)
        nonisolated(unsafe) let kept = owner
        let released = Mutex(0)
        withExtendedLifetime(released) {
            let start = owner.start
            func use() {
                let first = Vector(
                    FloatBuffer(start: start, count: 1) {
                        withExtendedLifetime(kept) { released.withLock { $0 += 1 } }
                    })
                let second = first
                #expect(second == first && released.withLock { $0 } == 0)
            }
            use()
            #expect(released.withLock { $0 } == 1)
        }
    }

    @Test func pool_usesMemoryAgain() {
        let pool = VectorPool(count: 5)
        func take() -> UnsafePointer<Float>? { pool.take().withUnsafeBufferPointer { $0.baseAddress } }
        let first = take()
        #expect(take() == first)
        let held = pool.take()
        #expect(take() != first)
        #expect(held.count == 5)
    }
}
