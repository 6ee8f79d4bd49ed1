/// Which numbers of the stream the dropout masks of one pass are.
package struct DropoutDraw: Hashable, Sendable {
    /// The job's seed.
    package var seed: UInt64
    package var step: UInt32
    /// The first sample's slot in the global batch; sample b of the pass has slot `firstSlot` + b.
    package var firstSlot: UInt32
    package var purpose: StreamDomain.Purpose

    package init(
        seed: UInt64, step: UInt32, firstSlot: UInt32 = 0, purpose: StreamDomain.Purpose = .dropout
    ) {
        self.seed = seed
        self.step = step
        self.firstSlot = firstSlot
        self.purpose = purpose
    }
}

/// Which numbers of the purpose `monteCarlo` the masks of one sampled path are; they stay the same over its
/// time steps.
package struct PathCounter: Hashable, Sendable {
    /// Says where the path begins. Masks that a batch would share are those of slot 0.
    package var slot: UInt32
    /// The number of the path among those that begin there.
    package var step: UInt32

    package init(slot: UInt32, step: UInt32) {
        self.slot = slot
        self.step = step
    }
}

/// Where a pass takes its masks from.
package enum MaskSource {
    case draw(DropoutDraw)
    /// Of Monte-Carlo dropout, a path for each sample of the pass. What samples share otherwise, each path
    /// has for itself, so that its numbers are the same bits in whatever company
    /// (`Model.samplesOfOwnProducts`).
    case paths(seed: UInt64, [PathCounter])
    /// Masks by layer and mask index, already scaled, for comparison with other implementations.
    case given([MaskPlace: [Float]])

    /// Whether every sample has a mask of its own even where a layer shares one.
    var isApart: Bool { if case .paths = self { true } else { false } }
}

/// Names one mask of a model.
package struct MaskPlace: Hashable, Sendable {
    package var layer: Int
    /// Within the layer: a recurrent layer's inputs have 0 and following, one for each gate that has its own,
    /// its state 4 and following; a dropout or noise layer's only mask has 0. The backward copy in a
    /// bidirectional has the same, from 8 on, and layer i in a residual the same, from 16 (i + 1) on.
    package var mask: Int

    package init(layer: Int, mask: Int) {
        self.layer = layer
        self.mask = mask
    }

    func moved(by count: Int) -> MaskPlace { MaskPlace(layer: layer, mask: mask + count) }
}
