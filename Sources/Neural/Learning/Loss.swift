import CKernels

/// What training makes small (Keras 3 `mean_squared_error`, `mean_absolute_error`, `huber`).
package enum Loss: Hashable, Sendable {
    case meanSquaredError
    case meanAbsoluteError
    /// Half the square up to a difference of delta, then linear (Huber 1964).
    case huber(delta: Double = 1)

    /// The sum over the samples of the mean over the outputs, in Float64 in a fixed order.
    ///
    /// - Parameters:
    ///   - output: (B, O), or any order of B x O numbers.
    ///   - target: in the same order.
    ///   - samples: B.
    ///   - outputs: O, numbers of one sample.
    ///   - gradient: receives the gradient of the sum, if given.
    package func evaluate(
        output: FloatBuffer, target: FloatBuffer, samples: Int, outputs: Int, gradient: FloatBuffer?
    ) -> Double {
        let count = samples * outputs
        precondition(
            outputs >= 1 && count <= output.count && count <= target.count
                && count <= gradient?.count ?? count, "more samples than the buffers hold")
        let sum = ck_loss_sum(
            kernel, output.start, target.start, gradient?.start, 1 / Double(outputs), delta, count)
        return sum / Double(outputs)
    }

    private var kernel: ck_loss {
        switch self {
        case .meanSquaredError: CK_SQUARED
        case .meanAbsoluteError: CK_ABSOLUTE
        case .huber: CK_HUBER
        }
    }

    private var delta: Double {
        switch self {
        case .meanSquaredError, .meanAbsoluteError: 0
        case .huber(let delta): delta
        }
    }
}
