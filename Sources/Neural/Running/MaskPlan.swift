import CKernels

/// Everything about one mask that does not change from step to step.
package struct MaskPlan: Sendable {
    /// What a mask's numbers are.
    package enum Numbers: Hashable, Sendable {
        /// Factors: 0 for this share of them, 1 / (1 - rate) for the others.
        case dropout(rate: Double)
        /// Terms: normal, of mean 0 and this deviation.
        case noise(deviation: Double)
    }

    package let place: MaskPlace
    package let numbers: Numbers
    /// The shape of one sample's mask: each axis or 1, as (T or 1, F or 1); (H) on a state.
    package let shape: [Int]
    /// All samples, in whichever microbatch, have the mask of slot 0.
    package let isSharedBySamples: Bool

    init(place: MaskPlace, numbers: Numbers, shape: [Int], isSharedBySamples: Bool) {
        self.place = place
        self.numbers = numbers
        self.shape = shape
        self.isSharedBySamples = isSharedBySamples
    }

    init(place: MaskPlace, rate: Double, shape: [Int], isSharedBySamples: Bool) {
        self.init(
            place: place, numbers: .dropout(rate: rate), shape: shape, isSharedBySamples: isSharedBySamples)
    }

    /// The share that is dropped.
    private var rate: Double { if case .dropout(let rate) = numbers { rate } else { 0 } }

    /// Numbers in one sample's mask.
    package var count: Int { shape.reduce(1, *) }

    /// From one sample's mask to the next, in a pass in which samples share what they can.
    package var sampleStride: Int { isSharedBySamples ? 0 : count }

    /// From one sample's mask to the next.
    func sampleStride(in source: MaskSource) -> Int { source.isApart ? count : sampleStride }

    /// Masks that a pass over so many samples holds where samples share what they can.
    package func masks(samples: Int) -> Int { isSharedBySamples ? 1 : samples }

    /// Words below this one drop what they stand for; nil where all do.
    package var threshold: UInt32? { UInt32(exactly: (rate * 0x1p32).rounded()) }

    /// What is kept is multiplied by this.
    package var scale: Float { Float(1 / (1 - rate)) }

    /// Writes the masks of `samples` samples, or the one that they share.
    ///
    /// An element is kept iff its word is at least rate x 2^32, rounded; what is kept is 1 / (1 - rate).
    /// Noise is `RandomStream.normal` times the deviation.
    func fill(_ target: UnsafeMutablePointer<Float>, samples: Int, from source: MaskSource) {
        switch source {
        case .draw(let draw):
            fill(
                target, masks: masks(samples: samples), seed: draw.seed, purpose: draw.purpose,
                PathCounter(slot: isSharedBySamples ? 0 : draw.firstSlot, step: draw.step))
        case .paths(let seed, let paths):
            precondition(paths.count == samples, "a pass over \(samples) samples has as many paths")
            for (index, path) in paths.enumerated() {
                fill(
                    target + index * count, masks: 1, seed: seed, purpose: .monteCarlo,
                    PathCounter(slot: isSharedBySamples ? 0 : path.slot, step: path.step))
            }
        case .given(let masks):
            let given = masks[place] ?? []
            precondition(given.count == self.masks(samples: samples) * count, "a given mask has another size")
            for (index, value) in given.enumerated() { target[index] = value }
        }
    }

    /// Writes the masks of so many slots from the counter's on.
    private func fill(
        _ target: UnsafeMutablePointer<Float>, masks: Int, seed: UInt64, purpose: StreamDomain.Purpose,
        _ counter: PathCounter
    ) {
        var stream = ck_stream(key: seed, slot: counter.slot, domain: 0, step: counter.step)
        switch numbers {
        case .dropout:
            guard let threshold else {
                // Every word lies below 2^32.
                target.update(repeating: 0, count: masks * count)
                return
            }
            stream.domain = domain(purpose)
            ck_philox_masks(target, count, masks, stream, threshold, scale)
        case .noise(let deviation):
            stream.domain = domain(purpose == .dropout ? .noise : purpose)
            ck_philox_normals(target, count, masks, stream, deviation)
        }
    }

    private func domain(_ purpose: StreamDomain.Purpose) -> UInt32 {
        StreamDomain(purpose, layer: place.layer, mask: place.mask).rawValue
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
