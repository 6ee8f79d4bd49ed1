import CKernels

/// The mean over quantiles q of max(q e, (q - 1) e), e = target - output: each output becomes the quantile of
/// what may come (Koenker and Bassett 1978).
package struct Pinball: Hashable, Sendable {
    /// Probabilities, ascending, among them 0.5: that quantile is the point forecast.
    package var quantiles: [Double]

    package init(quantiles: [Double] = [0.1, 0.5, 0.9]) {
        self.quantiles = quantiles
    }

    /// Quantiles at most.
    private static let most = 99
}

extension Pinball: LossDefinition {
    package static let kind = "pinball"
    package static let template = Pinball()
    package static let keys: [JobKey<Pinball>] = [
        .numberList("quantiles", \.quantiles, in: 1e-6...0.999999)
    ]

    package var choice: Loss { .pinball(self) }
    var kernel: ck_loss { CK_PINBALL }
    var form: TargetForm { .quantiles(quantiles) }

    package var problem: (option: String, message: String)? {
        guard quantiles.count <= Self.most else {
            return ("quantiles", "\(quantiles.count) quantiles; at most \(Self.most) are allowed")
        }
        for (before, after) in zip(quantiles, quantiles.dropFirst()) where after <= before {
            return (
                "quantiles",
                "\(after) does not come after \(before); write them in ascending order, such as "
                    + "[0.1, 0.5, 0.9]"
            )
        }
        guard quantiles.contains(0.5) else {
            return (
                "quantiles",
                "0.5 is not among them; it is the point forecast, such as in [0.1, 0.5, 0.9]"
            )
        }
        return nil
    }
}
