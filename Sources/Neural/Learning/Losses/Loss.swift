import CKernels

/// What training makes small.
///
/// A new loss is a file beside this one, a case, a line of `definition` and a line of `kinds`.
package enum Loss: Hashable, Sendable {
    case meanSquaredError
    case meanAbsoluteError
    case huber(Huber = Huber())
    case logCosh
    case pinball(Pinball = Pinball())
    case gaussian
    case studentT

    /// The one place that tells the cases apart.
    var definition: any LossDefinition {
        switch self {
        case .meanSquaredError: MeanSquaredError()
        case .meanAbsoluteError: MeanAbsoluteError()
        case .huber(let huber): huber
        case .logCosh: LogCosh()
        case .pinball(let pinball): pinball
        case .gaussian: Gaussian()
        case .studentT: StudentT()
        }
    }

    /// What the Q numbers are that a model puts out for each target.
    package var form: TargetForm { definition.form }

    /// The sum over the samples of the mean over their targets, in Float64 in a fixed order. A target that is
    /// NaN counts 0.
    ///
    /// - Parameters:
    ///   - output: (B, O, Q), or with the B x O in any order: what `form` says.
    ///   - target: (B, O), in the same order.
    ///   - weights: (B, O), by which terms are multiplied; nil: 1.
    ///   - samples: B.
    ///   - outputs: O, targets of one sample.
    ///   - gradient: receives the gradient of the sum, (B, O, Q), if given.
    package func evaluate(
        output: FloatBuffer, target: FloatBuffer, weights: FloatBuffer? = nil, samples: Int, outputs: Int,
        gradient: FloatBuffer?
    ) -> Double {
        let count = samples * outputs
        let (definition, width) = (definition, form.width)
        precondition(
            outputs >= 1 && count * width <= output.count && count <= target.count
                && count <= weights?.count ?? count && count * width <= gradient?.count ?? count * width,
            "more samples than the buffers hold")
        var terms = ck_loss_terms(
            kind: definition.kernel, output: output.start, target: target.start, weights: weights?.start,
            gradient: gradient?.start, gradient_scale: 1 / Double(outputs), delta: definition.delta,
            quantiles: nil, width: width, n: count)
        guard case .quantiles(let quantiles) = form else { return ck_loss_sum(&terms) / Double(outputs) }
        return quantiles.withUnsafeBufferPointer { quantiles in
            terms.quantiles = quantiles.baseAddress
            return ck_loss_sum(&terms) / Double(outputs)
        }
    }
}

extension Loss: JobChoice {
    package static let otherNames = [
        "quantile": "pinball: {quantiles: [0.1, 0.5, 0.9]}",
        "quantiles": "pinball: {quantiles: [0.1, 0.5, 0.9]}",
        "l1": "mae", "l2": "mse", "rmse": "mse", "normal": "gaussian", "nll": "gaussian",
        "mean_squared_error": "mse", "mean_absolute_error": "mae", "logcosh": "log_cosh",
    ]

    package static let kinds: [any JobVariant<Loss>.Type] = [
        MeanSquaredError.self, MeanAbsoluteError.self, Huber.self, LogCosh.self, Pinball.self,
        Gaussian.self, StudentT.self,
    ]

    package var variant: any JobVariant<Loss> { definition.anyVariant }
}
