/// What layers ask of their weights, whatever the data say: to be small, to keep to limits, to stay.
extension ParameterLayout {
    /// The penalty of all that is trained, part of the loss: in Float64, the same bits on every processor.
    ///
    /// - Parameter weights: P numbers.
    package func penalty(of weights: Vector) -> Double {
        var penalty = 0.0
        for entry in entries where entry.isTrainable {
            guard let regularizer = entry.regularizer else { continue }
            weights.withUnsafeBufferPointer { weights in
                guard let start = weights.baseAddress else { return }
                penalty += regularizer.penalty(start + entry.offset, count: entry.count)
            }
        }
        return penalty
    }

    /// Makes the data's gradient that of what is trained: adds that of the penalty, and zeros where weights
    /// stay.
    ///
    /// - Parameters:
    ///   - gradient: P numbers.
    ///   - weights: P numbers.
    package func complete(_ gradient: inout Vector, of weights: Vector) {
        precondition(gradient.count == count && weights.count == count, "numbers of another model")
        for entry in entries where !entry.isTrainable || entry.regularizer != nil {
            gradient.withUnsafeMutableBufferPointer { gradient in
                weights.withUnsafeBufferPointer { weights in
                    guard let to = gradient.baseAddress, let from = weights.baseAddress else { return }
                    guard entry.isTrainable, let regularizer = entry.regularizer else {
                        return (to + entry.offset).update(repeating: 0, count: entry.count)
                    }
                    regularizer.add(to: to + entry.offset, of: from + entry.offset, count: entry.count)
                }
            }
        }
    }

    /// Brings the trained weights inside their limits, once an update has moved them.
    ///
    /// - Parameter weights: P numbers.
    package func constrain(_ weights: inout Vector) {
        precondition(weights.count == count, "weights of another model")
        for entry in entries where entry.isTrainable {
            guard let constraint = entry.constraint else { continue }
            weights.withUnsafeMutableBufferPointer { weights in
                guard let start = weights.baseAddress else { return }
                constraint.apply(to: start + entry.offset, shape: entry.shape)
            }
        }
    }
}
