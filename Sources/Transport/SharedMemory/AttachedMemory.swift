package import Neural
package import Training

/// The worker's side of the memory that it shares with its coordinator.
package final class AttachedMemory: Sendable {
    package let offer: MemoryOffer
    package let partials: PartialMemory
    private let weights: SharedMemory

    /// - Throws: `malformed`, `process` where the memory cannot be attached, such as from another container.
    package init(_ offer: MemoryOffer) throws(TransportError) {
        self.offer = offer
        partials = try PartialMemory(offer)
        weights = try SharedMemory(
            path: offer.weights,
            bytes: WeightsMemory.slots * offer.numbers * MemoryLayout<Float>.stride, token: offer.token,
            isWritable: false)
    }

    /// The weights that an assignment names.
    ///
    /// - Throws: `malformed` for a place that there is not.
    package func weights(at place: SharedPlace) throws(TransportError) -> Vector {
        guard place.memory == offer.memory, place.slot < WeightsMemory.slots else {
            throw TransportError(
                .malformed, "slot \(place.slot) of shared memory \(place.memory) holds no weights")
        }
        return WeightsMemory.vector(place.slot, of: weights, numbers: offer.numbers)
    }
}
