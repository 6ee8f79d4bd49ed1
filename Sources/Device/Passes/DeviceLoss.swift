import CKernels
package import Neural

/// A loss that a device has a kernel for.
package struct DeviceLoss: Hashable, Sendable {
    let kind: ck_loss
    let delta: Double
    /// K, of the levels by which outputs are brought to the scale of their targets; nil where they are in it.
    package let levels: Int?

    /// Nil for a loss that processors alone compute.
    package init?(_ loss: Loss, levels: Int?) {
        self.levels = levels
        switch loss {
        case .meanSquaredError: (kind, delta) = (CK_SQUARED, 0)
        case .meanAbsoluteError: (kind, delta) = (CK_ABSOLUTE, 0)
        case .huber(let huber): (kind, delta) = (CK_HUBER, huber.delta)
        case .logCosh: (kind, delta) = (CK_LOG_COSH, 0)
        case .pinball, .gaussian, .studentT: return nil
        }
    }
}
