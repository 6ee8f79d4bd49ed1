import CLinux
import Glibc
package import Neural
import Synchronization
package import Training

/// The memory in which one worker hands its partials to the coordinator, seen from either side: a number of
/// slots, each for one vector of P numbers.
///
/// A slot goes from hand to hand by a flag in the memory: the worker lends it with the message that names it,
/// the coordinator gives it back when the vector on it has gone. A slot whose message is lost stays lent
/// until the next run; then vectors go by messages, and nothing worse happens.
package final class PartialMemory: Sendable {
    private let memory: SharedMemory
    private let layout: Layout
    /// Of the offer.
    let number: Int
    /// The slots that vectors of this process stand on.
    private let isTaken: Mutex<[Bool]>

    private struct Layout {
        let numbers, slots: Int
        private static let page = 4096
        /// Apart, so that two slots' flags do not share a cache line.
        private static let flagStride = 64

        private static func pages(_ bytes: Int) -> Int { (bytes + page - 1) / page * page }
        private var slotBytes: Int { Self.pages(numbers * MemoryLayout<Float>.stride) }
        private var headerBytes: Int { Self.pages(slots * Self.flagStride) }
        var bytes: Int { headerBytes + slots * slotBytes }
        func flag(_ slot: Int) -> Int { slot * Self.flagStride }
        func vector(_ slot: Int) -> Int { headerBytes + slot * slotBytes }
    }

    /// Sets memory aside, as a coordinator does.
    ///
    /// - Throws: `process`.
    package init(number: Int, numbers: Int, slots: Int, token: UInt64) throws(TransportError) {
        self.number = number
        layout = Layout(numbers: numbers, slots: slots)
        memory = try SharedMemory(bytes: layout.bytes, token: token)
        isTaken = Mutex(Array(repeating: false, count: slots))
    }

    /// Attaches what was offered, as a worker does.
    ///
    /// - Throws: `malformed`, `process`.
    package init(_ offer: MemoryOffer) throws(TransportError) {
        number = offer.memory
        layout = Layout(numbers: offer.numbers, slots: offer.slots)
        memory = try SharedMemory(
            path: offer.partials, bytes: layout.bytes, token: offer.token, isWritable: true)
        isTaken = Mutex(Array(repeating: false, count: offer.slots))
    }

    package var path: String { memory.path }
    var slots: Int { layout.slots }

    // MARK: A worker's side

    /// A vector on a free slot, holding whatever was there; nil while every slot is in use.
    package func take() -> Vector? {
        let slot: Int? = isTaken.withLock { isTaken in
            let free = isTaken.indices.first { !isTaken[$0] && linux_load(flag($0)) == 0 }
            if let free { isTaken[free] = true }
            return free
        }
        return slot.map { slot in vector(on: slot) { self.isTaken.withLock { $0[slot] = false } } }
    }

    /// Lends the slot that a vector stands on to the coordinator; nil for a vector that stands elsewhere.
    package func lend(_ vector: Vector) -> SharedPlace? {
        let offset = vector.withUnsafeBufferPointer { numbers in
            numbers.baseAddress.map { UnsafeRawPointer($0) - UnsafeRawPointer(memory.start) }
        }
        guard let slot = (0..<layout.slots).first(where: { layout.vector($0) == offset }) else { return nil }
        linux_store(flag(slot), 1)
        return SharedPlace(memory: number, slot: slot)
    }

    /// Takes back what was lent with a message that is never sent.
    package func takeBack(_ place: SharedPlace) {
        if place.memory == number && place.slot < layout.slots { linux_store(flag(place.slot), 0) }
    }

    // MARK: The coordinator's side

    /// The vector that a worker has lent; its slot goes back to the worker when the last copy of the vector
    /// has gone.
    ///
    /// - Throws: `malformed` for a slot that there is not, that is not lent, or that was received already.
    package func receive(_ place: SharedPlace) throws(TransportError) -> Vector {
        let slot = place.slot
        guard place.memory == number, slot < layout.slots, linux_load(flag(slot)) == 1 else {
            throw TransportError(
                .malformed, "slot \(slot) of shared memory \(place.memory) holds nothing that was handed over"
            )
        }
        let isFree = isTaken.withLock { isTaken in
            defer { isTaken[slot] = true }
            return !isTaken[slot]
        }
        guard isFree else {
            throw TransportError(.malformed, "slot \(slot) of shared memory was handed over twice")
        }
        return vector(on: slot) {
            self.isTaken.withLock { $0[slot] = false }
            linux_store(self.flag(slot), 0)
        }
    }

    private func vector(on slot: Int, release: @escaping @Sendable () -> Void) -> Vector {
        let start = (memory.start + layout.vector(slot)).assumingMemoryBound(to: Float.self)
        // The closure holds this object, and with it the memory.
        return Vector(FloatBuffer(start: start, count: layout.numbers, release: release))
    }

    private func flag(_ slot: Int) -> UnsafeMutablePointer<UInt32> {
        (memory.start + layout.flag(slot)).assumingMemoryBound(to: UInt32.self)
    }
}
