/// How a gradient becomes an update of the weights.
///
/// A new optimizer is a file beside this one, a case, a line of `definition` and a line of `kinds`.
package enum Optimizer: Hashable, Sendable {
    case sgd(SGD)
    case adam(Adam)
    case adamW(AdamW)
    case rmsProp(RMSprop)
    case nadam(Nadam)
    case lion(Lion)

    /// The one place that tells the cases apart.
    var definition: any OptimizerDefinition {
        switch self {
        case .sgd(let sgd): sgd
        case .adam(let adam): adam
        case .adamW(let adamW): adamW
        case .rmsProp(let rms): rms
        case .nadam(let nadam): nadam
        case .lion(let lion): lion
        }
    }

    /// The vectors of P numbers that updates carry on, all zero before the first; named as in Keras.
    package var slotNames: [String] { definition.slotNames }

    /// Numbers that updates carry on beside the slots, before the first.
    package var firstScalars: [Double] { definition.firstScalars }

    /// What an update is multiplied by.
    package var learningRate: LearningRate { definition.learningRate }

    /// Updates the weights and the slots.
    ///
    /// - Parameters:
    ///   - gradient: the mean gradient, P numbers.
    ///   - weights: P numbers.
    ///   - slots: one vector of P numbers for each of `slotNames`.
    ///   - scalars: what the update before left of `firstScalars`.
    ///   - update: the update's number, from 1.
    ///   - learningRate: the update's; nil: that of the first update.
    ///   - places: the weights that are updated; nil: all.
    package func apply(
        gradient: Vector, weights: inout Vector, slots: inout [Vector], scalars: inout [Double], update: Int,
        learningRate: Double? = nil, places: [Range<Int>]? = nil
    ) {
        let definition = definition
        let count = weights.count
        precondition(
            gradient.count == count && slots.count == definition.slotNames.count
                && slots.allSatisfy { $0.count == count },
            "gradient and slots are as long as the weights, one slot a name")
        precondition(scalars.count == definition.firstScalars.count, "as many scalars as the optimizer has")
        precondition(update >= 1, "updates count from 1")
        definition.advance(&scalars, to: update)
        let now = scalars
        guard count > 0 else { return }
        let rate = learningRate ?? definition.learningRate.first
        gradient.withUnsafeBufferPointer { gradient in
            weights.withUnsafeMutableBufferPointer { weights in
                Self.withPointers(to: &slots) { first, second, third in
                    guard let gradient = gradient.baseAddress, let weights = weights.baseAddress else {
                        return
                    }
                    let whole = Update(
                        number: update, learningRate: rate, scalars: now, count: count,
                        gradient: gradient, weights: weights, first: first ?? weights, second: second,
                        third: third)
                    for range in places ?? [0..<count] {
                        let update = whole.part(range)
                        VectorMath.inParts(range.count) { definition.apply(update.part($0)) }
                    }
                }
            }
        }
    }

    /// Lends the first three slots; nil for those that there are not.
    private static func withPointers(
        to slots: inout [Vector],
        _ body: (
            UnsafeMutablePointer<Float>?, UnsafeMutablePointer<Float>?, UnsafeMutablePointer<Float>?
        ) -> Void
    ) {
        func pointer(_ index: Int) -> UnsafeMutablePointer<Float>? {
            guard index < slots.count else { return nil }
            // The slots stay where they are, and alive, until the body is done.
            return slots[index].withUnsafeMutableBufferPointer { $0.baseAddress }
        }
        body(pointer(0), pointer(1), pointer(2))
    }
}

extension Optimizer: JobChoice {
    package static let kinds: [any JobVariant<Optimizer>.Type] = [
        SGD.self, Adam.self, AdamW.self, RMSprop.self, Nadam.self, Lion.self,
    ]

    package var variant: any JobVariant<Optimizer> { definition.anyVariant }
}
