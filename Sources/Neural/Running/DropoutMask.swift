/// A mask as a pass would use it.
package struct DropoutMask: Hashable, Sendable {
    /// 0 for what is dropped, 1 / (1 - rate) for what is kept, or what gaussian_noise adds; row-major.
    package let values: [Float]
    /// (samples or 1, T or 1, F or 1) of a dropout layer on sequences, (samples or 1, F or 1) on vectors,
    /// with more axes behind a reshape; (samples, F) or (samples, H) of a recurrent layer.
    package let shape: [Int]
}

extension Model {
    /// The masks that a layer draws, as `MaskPlace` counts them, in ascending order.
    package func maskIndices(layer: Int) -> [Int] {
        maskPlans(layer: layer).map { $0.place.mask }
    }

    /// A mask that training would use, from the same code.
    ///
    /// - Parameters:
    ///   - mask: one of `maskIndices(layer:)`.
    ///   - samples: samples from slot `draw.firstSlot` on, at least 1.
    /// - Returns: nil when the layer draws no such mask.
    package func dropoutMask(layer: Int, mask: Int = 0, samples: Int, draw: DropoutDraw) -> DropoutMask? {
        precondition(samples >= 1, "a mask is for at least one sample")
        guard let plan = maskPlans(layer: layer).first(where: { $0.place.mask == mask }) else { return nil }
        let masks = plan.masks(samples: samples)
        let values = [Float](unsafeUninitializedCapacity: masks * plan.count) { buffer, filled in
            if let start = buffer.baseAddress { plan.fill(start, samples: samples, from: .draw(draw)) }
            filled = masks * plan.count
        }
        return DropoutMask(values: values, shape: [masks] + plan.shape)
    }

    /// What a layer draws in a pass with dropout, in ascending order of the masks' indices.
    package func maskPlans(layer: Int) -> [MaskPlan] {
        guard layers.indices.contains(layer) else { return [] }
        return stack.definitions[layer].masks(at: MaskPlace(layer: layer, mask: 0), for: shapes[layer])
    }
}
