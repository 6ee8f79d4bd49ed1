import CKernels

/// Everything about one mask that does not change from step to step.
package struct MaskPlan: Sendable {
    package let place: MaskPlace
    package let rate: Double
    /// The shape of one sample's mask: each axis or 1, as (T or 1, F or 1); (H) on a state.
    package let shape: [Int]
    /// All samples, in whichever microbatch, have the mask of slot 0.
    package let isSharedBySamples: Bool

    /// Numbers in one sample's mask.
    package var count: Int { shape.reduce(1, *) }

    /// From one sample's mask to the next.
    package var sampleStride: Int { isSharedBySamples ? 0 : count }

    /// Masks that a pass over so many samples holds.
    package func masks(samples: Int) -> Int { isSharedBySamples ? 1 : samples }

    /// Words below this one drop what they stand for; nil where all do.
    package var threshold: UInt32? { UInt32(exactly: (rate * 0x1p32).rounded()) }

    /// What is kept is multiplied by this.
    package var scale: Float { Float(1 / (1 - rate)) }

    /// Writes the masks of `samples` samples, or the one that they share.
    ///
    /// An element is kept iff its word is at least rate x 2^32, rounded; what is kept is 1 / (1 - rate).
    func fill(_ target: UnsafeMutablePointer<Float>, samples: Int, from source: MaskSource) {
        switch source {
        case .draw(let draw): fill(target, samples: samples, draw: draw)
        case .given(let masks):
            let given = masks[place] ?? []
            precondition(given.count == self.masks(samples: samples) * count, "a given mask has another size")
            for (index, value) in given.enumerated() { target[index] = value }
        }
    }

    private func fill(_ target: UnsafeMutablePointer<Float>, samples: Int, draw: DropoutDraw) {
        let masks = masks(samples: samples)
        guard let threshold else {
            // Every word lies below 2^32.
            target.update(repeating: 0, count: masks * count)
            return
        }
        let domain = StreamDomain(draw.purpose, layer: place.layer, mask: place.mask).rawValue
        let slot = isSharedBySamples ? 0 : draw.firstSlot
        let stream = ck_stream(key: draw.seed, slot: slot, domain: domain, step: draw.step)
        ck_philox_masks(target, count, masks, stream, threshold, scale)
    }
}

extension MaskPlan {
    /// The masks of a recurrent layer's inputs or state, which stay the same at all time steps: none for rate
    /// 0 and, as in Keras, for rate 1.
    ///
    /// - Parameters:
    ///   - gates: masks, one for each gate, or 1 for all gates.
    ///   - count: F or H, numbers of one mask.
    ///   - first: of the first gate's mask; the others follow.
    static func ofGates(_ gates: Int, rate: Double, count: Int, from first: MaskPlace) -> [MaskPlan] {
        guard rate > 0 && rate < 1 else { return [] }
        return (0..<gates).map { gate in
            MaskPlan(place: first.moved(by: gate), rate: rate, shape: [count], isSharedBySamples: false)
        }
    }
}
