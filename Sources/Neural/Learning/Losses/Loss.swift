/// What training makes small.
///
/// A new loss is a file beside this one, a case, a line of `definition` and a line of `kinds`.
package enum Loss: Hashable, Sendable {
    case meanSquaredError
    case meanAbsoluteError
    case huber(Huber = Huber())

    /// The one place that tells the cases apart.
    var definition: any LossDefinition {
        switch self {
        case .meanSquaredError: MeanSquaredError()
        case .meanAbsoluteError: MeanAbsoluteError()
        case .huber(let huber): huber
        }
    }

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
        let terms = LossTerms(
            output: output.start, target: target.start, gradient: gradient?.start, samples: samples,
            outputs: outputs)
        return definition.sum(terms) / Double(outputs)
    }
}

extension Loss: JobChoice {
    package static let kinds: [any JobVariant<Loss>.Type] = [
        MeanSquaredError.self, MeanAbsoluteError.self, Huber.self,
    ]

    package var variant: any JobVariant<Loss> { definition.anyVariant }
}
