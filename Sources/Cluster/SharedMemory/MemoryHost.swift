import Logging
import Neural
import Training

/// The coordinator's side of all memory that it shares with the workers of its machine.
final class MemoryHost {
    private let logger: Logger
    private let token = UInt64.random(in: .min ... .max)
    private var lastNumber = 0
    private var weights: (run: String, memory: WeightsMemory)?
    private var partials: [PeerID: (offer: MemoryOffer, memory: PartialMemory)] = [:]

    init(logger: Logger) { self.logger = logger }

    /// Sets memory aside for a worker and a run, once: asked again, it offers the same.
    ///
    /// - Parameter numbers: P.
    /// - Returns: nil where the system has no memory: vectors go by messages then.
    func offer(run: String, numbers: Int, to peer: PeerID, threads: Int) -> MemoryOffer? {
        if let (offer, _) = partials[peer], offer.run == run { return offer }
        do {
            if weights?.run != run { weights = (run, try WeightsMemory(numbers: numbers, token: token)) }
            guard let weights = weights?.memory else { return nil }
            lastNumber += 1
            let memory = try PartialMemory(
                number: lastNumber, numbers: numbers, slots: Limits.sharedSlots(threads: threads),
                token: token)
            let offer = MemoryOffer(
                run: run, memory: lastNumber, numbers: numbers, partials: memory.path, slots: memory.slots,
                weights: weights.path, token: token)
            partials[peer] = (offer, memory)
            return offer
        } catch {
            logger.warning("vectors go by messages: \(error)")
            return nil
        }
    }

    /// Gives up the memory of peers that are gone; vectors that still stand on it keep theirs.
    func keepOnly(_ isThere: (PeerID) -> Bool) { partials = partials.filter { isThere($0.key) } }

    /// Shows an assignment's weights to the worker that it goes to.
    ///
    /// - Returns: nil where the worker shares no memory.
    func publish(_ values: Vector, of assignment: Assignment, to peer: PeerID) -> SharedPlace? {
        guard let offer = partials[peer]?.offer, let weights, weights.run == assignment.run,
            offer.run == assignment.run, values.count == offer.numbers
        else { return nil }
        let slot = weights.memory.publish(values, version: assignment.weightsVersion)
        return SharedPlace(memory: offer.memory, slot: slot)
    }

    /// The partial that a worker has handed over.
    ///
    /// - Returns: no numbers where the memory is none of this coordinator's: a worker that has not noticed yet that the
    ///   coordinator before has died still names that one's, which is no fault and only the core can tell.
    /// - Throws: `malformed`.
    func partial(at place: SharedPlace, from peer: PeerID) throws(ClusterError) -> Vector {
        guard let memory = partials[peer]?.memory, memory.number == place.memory else { return [] }
        return try memory.receive(place)
    }
}
