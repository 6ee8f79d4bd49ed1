/// A place in shared memory, as messages name it.
package struct SharedPlace: Equatable, Sendable {
    /// The number of the offer of the memory.
    package let memory: Int
    package let slot: Int

    package init(memory: Int, slot: Int) {
        self.memory = memory
        self.slot = slot
    }
}
