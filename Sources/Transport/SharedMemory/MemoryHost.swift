package import Neural
package import Training

/// The coordinator's side of all memory that it shares with the workers of its machine.
package final class MemoryHost {
    private let warn: (String) -> Void
    private let token = UInt64.random(in: .min ... .max)
    private var lastNumber = 0
    private var weights: (run: String, memory: WeightsMemory)?
    private var partials: [PeerID: Share] = [:]

    /// What a worker was offered, and whether it has said that it attached it: one in another container
    /// cannot.
    private struct Share {
        let offer: MemoryOffer
        let memory: PartialMemory
        var isAttached = false
    }

    /// - Parameter warn: takes a sentence where the system has no memory to share.
    package init(warn: @escaping (String) -> Void) { self.warn = warn }

    /// Sets memory aside for a worker and a run, once: asked again, it offers the same.
    ///
    /// - Parameter numbers: P.
    /// - Returns: nil where the system has no memory: vectors go by messages then.
    package func offer(run: String, numbers: Int, to peer: PeerID, threads: Int) -> MemoryOffer? {
        if let offer = partials[peer]?.offer, offer.run == run {
            // A worker that is asked again may have begun anew.
            partials[peer]?.isAttached = false
            return offer
        }
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
            partials[peer] = Share(offer: offer, memory: memory)
            return offer
        } catch {
            warn("vectors go by messages: \(error)")
            return nil
        }
    }

    /// A worker has attached what it was offered for a run.
    package func attached(run: String, by peer: PeerID) {
        if partials[peer]?.offer.run == run { partials[peer]?.isAttached = true }
    }

    /// Gives up the memory of peers that are gone; vectors that still stand on it keep theirs.
    package func keepOnly(_ isThere: (PeerID) -> Bool) { partials = partials.filter { isThere($0.key) } }

    /// Shows an assignment's weights to the worker that it goes to.
    ///
    /// - Returns: nil where the worker shares no memory.
    package func publish(_ values: Vector, of assignment: Assignment, to peer: PeerID) -> SharedPlace? {
        guard let share = partials[peer], share.isAttached, let weights, weights.run == assignment.run,
            share.offer.run == assignment.run, values.count == share.offer.numbers
        else { return nil }
        let slot = weights.memory.publish(values, version: assignment.weightsVersion)
        return SharedPlace(memory: share.offer.memory, slot: slot)
    }

    /// The partial that a worker has handed over.
    ///
    /// - Returns: no numbers where the memory is none of this coordinator's: a worker that has not noticed
    ///   yet that the coordinator before has died still names that one's, which is no fault and only the core
    ///   can tell.
    /// - Throws: `malformed`.
    package func partial(at place: SharedPlace, from peer: PeerID) throws(TransportError) -> Vector {
        guard let memory = partials[peer]?.memory, memory.number == place.memory else { return [] }
        return try memory.receive(place)
    }
}
