import CKernels

/// How a gradient becomes an update of the weights.
package enum Optimizer: Hashable, Sendable {
    case sgd(SGD)
    case adam(Adam)
    case adamW(AdamW)
    case rmsProp(RMSprop)

    /// The vectors of P numbers that updates carry on, all zero before the first; named as in Keras.
    package var slotNames: [String] {
        switch self {
        case .sgd(let sgd): sgd.momentum == 0 ? [] : ["momentum"]
        case .adam, .adamW: ["momentum", "velocity"]
        case .rmsProp(let rms):
            ["velocity"] + (rms.momentum > 0 ? ["momentum"] : []) + (rms.centered ? ["average_gradient"] : [])
        }
    }

    /// Updates the weights and the slots.
    ///
    /// - Parameters:
    ///   - gradient: the mean gradient, P numbers.
    ///   - weights: P numbers.
    ///   - slots: one vector of P numbers for each of `slotNames`.
    ///   - update: the update's number, from 1.
    package func apply(gradient: Vector, weights: inout Vector, slots: inout [Vector], update: Int) {
        let count = weights.count
        precondition(
            gradient.count == count && slots.count == slotNames.count
                && slots.allSatisfy { $0.count == count },
            "gradient and slots are as long as the weights, one slot a name")
        precondition(update >= 1, "updates count from 1")
        guard count > 0 else { return }
        gradient.withUnsafeBufferPointer { gradient in
            weights.withUnsafeMutableBufferPointer { weights in
                Self.withPointers(to: &slots) { first, second, third in
                    guard let gradient = gradient.baseAddress, let weights = weights.baseAddress else {
                        return
                    }
                    let place = Place(
                        gradient: gradient, weights: weights, first: first ?? weights, second: second,
                        third: third)
                    VectorMath.inParts(count) {
                        apply(place + $0.lowerBound, count: $0.count, update: update)
                    }
                }
            }
        }
    }

    /// Where a part of the gradient, the weights and the slots stands.
    fileprivate struct Place {
        var gradient: UnsafePointer<Float>
        var weights: UnsafeMutablePointer<Float>
        /// The slots in the order of `slotNames`. The first is only read by optimizers that have one.
        var first: UnsafeMutablePointer<Float>
        var second, third: UnsafeMutablePointer<Float>?

        static func + (place: Place, offset: Int) -> Place {
            Place(
                gradient: place.gradient + offset, weights: place.weights + offset,
                first: place.first + offset, second: place.second.map { $0 + offset },
                third: place.third.map { $0 + offset })
        }
    }

    private func apply(_ place: Place, count: Int, update: Int) {
        switch self {
        case .sgd(let sgd):
            let rate = Float(sgd.learningRate)
            if sgd.momentum == 0 {
                ck_axpy(place.weights, place.gradient, -rate, count)
            } else {
                ck_momentum(
                    place.weights, place.first, place.gradient, count, rate, Float(sgd.momentum), sgd.nesterov
                )
            }
        case .adam(let adam):
            adam.apply(place, count: count, update: update)
        case .adamW(let adamW):
            ck_axpy(place.weights, place.weights, Float(-adamW.weightDecay * adamW.learningRate), count)
            adamW.adam.apply(place, count: count, update: update)
        case .rmsProp(let rms):
            let scalars = ck_rmsprop_scalars(
                learning_rate: Float(rms.learningRate), rho: Float(rms.rho), momentum: Float(rms.momentum),
                epsilon: Float(rms.epsilon))
            ck_rmsprop(
                place.weights, place.first, rms.centered ? place.third ?? place.second : nil,
                rms.momentum > 0 ? place.second : nil, place.gradient, count, scalars)
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

extension Adam {
    fileprivate func apply(_ place: Optimizer.Place, count: Int, update: Int) {
        guard let velocity = place.second else { preconditionFailure("Adam has two slots") }
        let correction =
            (1 - Portable.power(beta2, update)).squareRoot() / (1 - Portable.power(beta1, update))
        ck_adam(
            place.weights, place.first, velocity, place.gradient, count, Float(learningRate * correction),
            Float(1 - beta1), Float(1 - beta2), Float(epsilon))
    }
}

extension AdamW {
    fileprivate var adam: Adam {
        Adam(learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon)
    }
}
