import CKernels

/// Half the square up to a difference of delta, then linear (Huber 1964; Keras 3 `huber`).
package struct Huber: Hashable, Sendable {
    /// Where the square ends and the line begins, above 0.
    package var delta: Double

    package init(delta: Double = 1) {
        self.delta = delta
    }
}

extension Huber: LossDefinition {
    package static let kind = "huber"
    package static let template = Huber()
    package static let keys: [JobKey<Huber>] = [.number("delta", \.delta, in: 1e-6...1e6)]

    package var choice: Loss { .huber(self) }

    var kernel: ck_loss { CK_HUBER }
}
