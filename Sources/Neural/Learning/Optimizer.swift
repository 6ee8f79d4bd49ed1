import CKernels

/// How a gradient becomes an update of the weights.
public enum Optimizer: Hashable, Sendable {
    case sgd(SGD)
    case adam(Adam)
    case adamW(AdamW)
    case rmsProp(RMSprop)

    /// The vectors of P numbers that updates carry on, all zero before the first; named as in Keras.
    public var slotNames: [String] {
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
    public func apply(gradient: [Float], weights: inout [Float], slots: inout [[Float]], update: Int) {
        let count = weights.count
        precondition(
            gradient.count == count && slots.count == slotNames.count
                && slots.allSatisfy { $0.count == count },
            "gradient and slots are as long as the weights, one slot a name")
        precondition(update >= 1, "updates count from 1")
        gradient.withUnsafeBufferPointer { gradient in
            weights.withUnsafeMutableBufferPointer { weights in
                guard let gradient = gradient.baseAddress, let weights = weights.baseAddress else { return }
                Self.withPointers(to: &slots) { slots in
                    apply(gradient: gradient, weights: weights, slots: slots, count: count, update: update)
                }
            }
        }
    }

    private func apply(
        gradient: UnsafePointer<Float>, weights: UnsafeMutablePointer<Float>,
        slots: [UnsafeMutablePointer<Float>], count: Int, update: Int
    ) {
        switch self {
        case .sgd(let sgd):
            let rate = Float(sgd.learningRate)
            if sgd.momentum == 0 {
                ck_axpy(weights, gradient, -rate, count)
            } else {
                ck_momentum(weights, slots[0], gradient, count, rate, Float(sgd.momentum), sgd.nesterov)
            }
        case .adam(let adam):
            adam.apply(gradient, weights, slots, count: count, update: update)
        case .adamW(let adamW):
            ck_axpy(weights, weights, Float(-adamW.weightDecay * adamW.learningRate), count)
            adamW.adam.apply(gradient, weights, slots, count: count, update: update)
        case .rmsProp(let rms):
            let scalars = ck_rmsprop_scalars(
                learning_rate: Float(rms.learningRate), rho: Float(rms.rho), momentum: Float(rms.momentum),
                epsilon: Float(rms.epsilon))
            ck_rmsprop(
                weights, slots[0], rms.centered ? slots[slots.count - 1] : nil,
                rms.momentum > 0 ? slots[1] : nil, gradient, count, scalars)
        }
    }

    private static func withPointers(
        to slots: inout [[Float]], _ body: ([UnsafeMutablePointer<Float>]) -> Void
    ) {
        func open(_ index: Int, _ pointers: [UnsafeMutablePointer<Float>]) {
            guard index < slots.count else { return body(pointers) }
            var slot: [Float] = []
            swap(&slot, &slots[index])
            slot.withUnsafeMutableBufferPointer { buffer in
                guard let start = buffer.baseAddress else { return }
                open(index + 1, pointers + [start])
            }
            swap(&slot, &slots[index])
        }
        open(0, [])
    }
}

extension Adam {
    fileprivate func apply(
        _ gradient: UnsafePointer<Float>, _ weights: UnsafeMutablePointer<Float>,
        _ slots: [UnsafeMutablePointer<Float>], count: Int, update: Int
    ) {
        let correction =
            (1 - Portable.power(beta2, update)).squareRoot() / (1 - Portable.power(beta1, update))
        ck_adam(
            weights, slots[0], slots[1], gradient, count, Float(learningRate * correction), Float(1 - beta1),
            Float(1 - beta2), Float(epsilon))
    }
}

extension AdamW {
    fileprivate var adam: Adam {
        Adam(learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon)
    }
}
